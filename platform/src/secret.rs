//! The server's own key: seals what must not lie readable in the database, and peppers what is hashed.

use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
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

    /// The key in the file at `path`, which is made if it is not there: for this user's eyes only, and never half
    /// written, nor written over, even if two processes start at once.
    pub fn load_or_create(path: &Path) -> io::Result<Self> {
        match Self::load(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            loaded => return loaded,
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        crate::folder::make(folder)?;
        // Made with mode 0600.
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(beside, "{}", URL_SAFE_NO_PAD.encode(Chance::Machine.bytes::<32>()))?;
        beside.as_file().sync_all()?;
        match beside.persist_noclobber(path) {
            Ok(_) => std::fs::File::open(folder)?.sync_all()?,
            Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(failed) => return Err(failed.error),
        }
        Self::load(path)
    }

    /// The key in the file at `path`; nothing is made.
    pub fn load(path: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        if std::fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            tracing::warn!(path = %path.display(), "others can read the server's key: chmod 600 it");
        }
        let key = URL_SAFE_NO_PAD.decode(text.trim()).ok().and_then(|key| key.try_into().ok());
        key.map(Self::new).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("{} holds no key", path.display())))
    }

    /// Seals `plain` (AES-256-GCM, with a key and a nonce of chance) into printable text.
    pub fn seal(&self, plain: &[u8]) -> String {
        // 96 bits of chance are good for 2^32 seals with one key (NIST SP 800-38D, 8.3), which the letters of busy servers pass within
        // days: 96 more of them make each seal's key.
        let (salt, nonce) = (Chance::Machine.bytes::<12>(), Chance::Machine.bytes::<12>());
        // Only what is longer than 64 GiB cannot be sealed.
        let sealed = self.cipher(salt).encrypt(&Nonce::from(nonce), plain).unwrap_or_default();
        URL_SAFE_NO_PAD.encode([salt.as_slice(), &nonce, &sealed].concat())
    }

    /// Opens what [`Secret::seal`] sealed.
    pub fn open(&self, sealed: &str) -> Result<Vec<u8>, NotOurs> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| NotOurs)?;
        let (salt, rest) = bytes.split_first_chunk::<12>().ok_or(NotOurs)?;
        let (nonce, sealed) = rest.split_first_chunk::<12>().ok_or(NotOurs)?;
        self.cipher(*salt).decrypt(&Nonce::from(*nonce), sealed).map_err(|_| NotOurs)
    }

    /// A fingerprint of `text` that nobody without the key can make: for codes, and as pepper of a PIN.
    pub fn fingerprint(&self, purpose: &str, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.hmac(purpose, text.as_bytes()))
    }

    /// A key of its own for `purpose`, from which nobody gets back to this one.
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        self.hmac("a key of its own", purpose.as_bytes())
    }

    fn hmac(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        let mut key = [0; 64];
        key[..32].copy_from_slice(self.0.as_slice());
        // A key shorter than a block is filled with zeros (RFC 2104).
        let mut mac = Hmac::<Sha256>::new(&key.into());
        mac.update(purpose.as_bytes());
        // So that no purpose and text together read like another purpose and text.
        mac.update(&[0]);
        mac.update(text);
        mac.finalize().into_bytes().into()
    }

    fn cipher(&self, salt: [u8; 12]) -> Aes256Gcm {
        Aes256Gcm::new(&self.hmac("a seal", &salt).into())
    }
}

/// SHA-256 of `text`, printable: for tokens that are random already.
pub fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

/// The first `N` bytes of the SHA-256 of `text`, at most 32: for an id that the same text always gets.
pub fn digest_bytes<const N: usize>(text: &str) -> [u8; N] {
    const { assert!(N <= 32) };
    let whole = Sha256::digest(text);
    std::array::from_fn(|at| whole[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_same_key_only() {
        let (ours, theirs) = (Secret::new([1; 32]), Secret::new([2; 32]));
        let sealed = ours.seal(b"493021");
        assert_eq!(ours.open(&sealed).unwrap(), b"493021");
        assert_eq!(theirs.open(&sealed), Err(NotOurs));
        assert_eq!(ours.open(&sealed[1..]), Err(NotOurs));
        assert_ne!(ours.seal(b"493021"), sealed);
    }

    #[test]
    fn a_fingerprint_is_hmac_sha256_of_purpose_and_text() {
        let print = Secret::new([7; 32]).fingerprint("code", "493021");
        assert_eq!(print, "fJfD2EhrKrhLPoTIpy0z6Y86bOfqIt_OxJpF_DLM27I");
        assert_ne!(print, Secret::new([7; 32]).fingerprint("pin", "493021"));
        assert_ne!(print, Secret::new([8; 32]).fingerprint("code", "493021"));
    }

    #[test]
    fn the_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/secret.key");
        let makers: Vec<_> = (0..4)
            .map(|_| {
                std::thread::spawn({
                    let path = path.clone();
                    move || Secret::load_or_create(&path).unwrap()
                })
            })
            .collect();
        let keys: Vec<_> = makers.into_iter().map(|maker| maker.join().unwrap().0).collect();
        assert!(keys.windows(2).all(|two| two[0] == two[1]));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_is_an_error_and_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        std::fs::write(&path, "half a k").unwrap();
        assert!(Secret::load_or_create(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "half a k");
    }
}
