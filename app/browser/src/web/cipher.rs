//! AES-GCM by the browser's own ciphers, with a key that the server holds for this device and no script can read back.

use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, CryptoKey, SubtleCrypto};

use super::page::{bytes_to_text, random, text_to_bytes, window};

// 96 bits, for which AES-GCM is made (NIST SP 800-38D, 8.2.1).
const NONCE: u32 = 12;

/// A key in the browser's keeping.
#[derive(Clone, Debug)]
pub struct Key(CryptoKey);

fn subtle() -> Option<SubtleCrypto> {
    window()?.crypto().ok().map(|crypto| crypto.subtle())
}

/// Takes in the server's key.
pub async fn import_key(base64: &str) -> Option<Key> {
    let bytes = text_to_bytes(base64.trim())?;
    let uses: Array = ["encrypt", "decrypt"].into_iter().map(JsValue::from_str).collect();
    let promise = subtle()?.import_key_with_str("raw", &Object::from(bytes), "AES-GCM", false, &uses).ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok().map(Key)
}

/// Seals a text: base64 of a fresh nonce and the cipher text.
pub async fn seal(key: &Key, text: &str) -> Option<String> {
    let mut nonce = [0; NONCE as usize];
    if !random(&mut nonce) {
        return None;
    }
    let params = AesGcmParams::new("AES-GCM", &Uint8Array::from(nonce.as_slice()));
    let promise = subtle()?.encrypt_with_object_and_u8_array(&params, &key.0, text.as_bytes()).ok()?;
    let sealed = Uint8Array::new(&JsFuture::from(promise).await.ok()?);
    bytes_to_text(&[nonce.as_slice(), sealed.to_vec().as_slice()].concat())
}

/// Opens a sealed text; `None` when the key is another one.
pub async fn unseal(key: &Key, sealed: &str) -> Option<String> {
    let bytes = text_to_bytes(sealed)?;
    let params = AesGcmParams::new("AES-GCM", &bytes.slice(0, NONCE));
    let promise = subtle()?.decrypt_with_object_and_u8_array(&params, &key.0, &bytes.slice(NONCE, bytes.length()).to_vec()).ok()?;
    String::from_utf8(Uint8Array::new(&JsFuture::from(promise).await.ok()?).to_vec()).ok()
}
