//! Fields one after the other, each behind its length: no two different lists give the same bytes.

/// The bytes of `fields`, for a hash or a signature.
pub fn joined(fields: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(fields.iter().map(|field| field.len() + 8).sum());
    for field in fields {
        bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
        bytes.extend_from_slice(field);
    }
    bytes
}
