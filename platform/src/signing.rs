//! Signatures that anybody can check who has the public key (Ed25519, RFC 8032). Keys and signatures are printed in base64url.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::secret::Secret;

/// Signs, with a key that follows from the server's own: nothing more has to be kept.
pub struct Signer(SigningKey);

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.public())
    }
}

impl Signer {
    /// The signer for `purpose` of the server with this key.
    pub fn of(secret: &Secret, purpose: &str) -> Self {
        Self(SigningKey::from_bytes(&secret.derive(purpose)))
    }

    /// The key by which others check what it signs.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.verifying_key().to_bytes())
    }

    /// Signs `said`.
    pub fn sign(&self, said: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.0.sign(said).to_bytes())
    }
}

/// Whether the holder of this public key signed `said`.
pub fn is_signed(public: &str, said: &[u8], signature: &str) -> bool {
    let key = bytes(public).and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let signature = bytes(signature).map(|signature| Signature::from_bytes(&signature));
    // Strictly: under a key of small order one signature would do for other words as well.
    key.zip(signature).is_some_and(|(key, signature)| key.verify_strict(said, &signature).is_ok())
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_ed25519_as_rfc_8032_has_it() {
        // §7.1, test 1: nothing was said.
        let signer = Signer(SigningKey::from_bytes(&bytes("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap()));
        assert_eq!(signer.public(), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(signer.sign(b""), "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc-bRr0lv18FlbviRlUUFDjnoQCw");
    }

    #[test]
    fn what_was_said_is_checked_by_the_public_key_and_nothing_else_passes() {
        let (ours, theirs) = (Signer::of(&Secret::new([1; 32]), "audit"), Signer::of(&Secret::new([2; 32]), "audit"));
        let signature = ours.sign(b"1204");
        assert!(is_signed(&ours.public(), b"1204", &signature));
        assert!(!is_signed(&ours.public(), b"1205", &signature));
        assert!(!is_signed(&theirs.public(), b"1204", &signature));
        assert!(!is_signed(&ours.public(), b"1204", &theirs.sign(b"1204")));
        assert!(!is_signed(&ours.public(), b"1204", "") && !is_signed("", b"1204", &signature));
        assert_ne!(ours.public(), Signer::of(&Secret::new([1; 32]), "else").public(), "each purpose has its own");
    }
}
