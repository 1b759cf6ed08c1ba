//! A head: the server's word that an organisation's tree of so many leaves has this root.

use platform::secret::Secret;
use platform::signing::{Signer, is_signed};

use super::canonical::joined;
use super::tree::Hash;
use crate::access::{OrganisationId, Timestamp};

/// What the first field says; another order of fields gets another number.
const FORM: &[u8] = b"pando audit head 1";
/// The first word of a line, likewise.
const LINE: &str = "head1";

/// The key with which a server signs what it says of the audit trail.
pub fn signer(secret: &Secret) -> Signer {
    Signer::of(secret, "audit")
}

/// A signed root.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    /// Whose tree.
    pub organisation_id: OrganisationId,
    /// Of how many leaves.
    pub size: i64,
    /// When it was signed.
    pub at: Timestamp,
    /// The root.
    pub root: String,
    /// The public key of whoever signed.
    pub signer: String,
    /// What they signed it with.
    pub signature: String,
}

impl Head {
    /// Signs the root of an organisation's tree.
    pub fn sign(signer: &Signer, organisation: OrganisationId, size: i64, root: Hash, at: Timestamp) -> Self {
        let root = root.to_string();
        let signature = signer.sign(&said(organisation, size, at, &root));
        Self { organisation_id: organisation, size, at, root, signer: signer.public(), signature }
    }

    /// Whether the holder of one of these keys signed it, all of it.
    pub fn is_signed_by(&self, trusted: &[String]) -> bool {
        let said = said(self.organisation_id, self.size, self.at, &self.root);
        // The key comes with the row: whoever writes rows can sign them with one of their own.
        trusted.contains(&self.signer) && is_signed(&self.signer, &said, &self.signature)
    }

    /// The line that stands for it outside the database.
    pub fn line(&self) -> String {
        let Self { organisation_id, size, at: Timestamp(at), root, signer, signature } = self;
        format!("{LINE} {organisation_id} {size} {at} {root} {signer} {signature}\n")
    }

    /// The head of such a line.
    pub fn read(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split(' ').collect();
        let [LINE, organisation, size, at, root, signer, signature] = words[..] else { return None };
        Some(Self {
            organisation_id: organisation.parse().ok()?,
            size: size.parse().ok()?,
            at: Timestamp(at.parse().ok()?),
            root: root.into(),
            signer: signer.into(),
            signature: signature.into(),
        })
    }
}

fn said(organisation: OrganisationId, size: i64, at: Timestamp, root: &str) -> Vec<u8> {
    joined(&[FORM, organisation.0.as_bytes(), &size.to_be_bytes(), &at.0.to_be_bytes(), root.as_bytes()])
}
