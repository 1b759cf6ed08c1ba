//! The server's own key: seals what must not lie readable in the database, and peppers what is hashed.

use std::sync::Arc;

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::ids::Chance;

/// A 256-bit key that never leaves the process. Losing it voids codes, PINs and sealed jobs, not messages.
#[derive(Clone)]
pub struct Secret(Arc<[u8; 32]>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What was sealed cannot be opened: another key, or not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sealed with another key, or damaged")]
pub struct NotOurs;

impl Secret {
    /// A key from its 32 bytes.
    pub fn new(key: [u8; 32]) -> Self {
        Self(Arc::new(key))
    }

    /// Seals `plain` (AES-256-GCM, random nonce) into printable text.
    pub fn seal(&self, plain: &[u8]) -> String {
        let nonce = Chance::Machine.bytes::<12>();
        let sealed = self.cipher().encrypt(&Nonce::from(nonce), plain).unwrap_or_default();
        URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Secret::seal`] sealed.
    pub fn open(&self, sealed: &str) -> Result<Vec<u8>, NotOurs> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| NotOurs)?;
        let (nonce, sealed) = bytes.split_first_chunk::<12>().ok_or(NotOurs)?;
        self.cipher().decrypt(&Nonce::from(*nonce), sealed).map_err(|_| NotOurs)
    }

    /// A fingerprint of `text` that nobody without the key can make: for codes, and as pepper of a PIN.
    pub fn fingerprint(&self, purpose: &str, text: &str) -> String {
        // HMAC's nesting (RFC 2104), written out: the key is one block of SHA-256 or shorter.
        let pad = |byte: u8| -> [u8; 64] { std::array::from_fn(|at| self.0.get(at).copied().unwrap_or(0) ^ byte) };
        let inner = Sha256::new().chain_update(pad(0x36)).chain_update(purpose).chain_update([0]).chain_update(text).finalize();
        URL_SAFE_NO_PAD.encode(Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize())
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&(*self.0).into())
    }
}

/// SHA-256 of `text`, printable: for tokens that are random already.
pub fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}
