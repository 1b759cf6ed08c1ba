//! Hashing PINs: slow on purpose, so one a core, off the async threads, with a queue that ends.

use std::num::NonZero;
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use platform::secret::Secret;
use subtle::ConstantTimeEq;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::access::ctx::internal;
use crate::access::{DeviceId, Failure, Outcome};

/// How many may wait or work for each core, which hashes a few dozen a second: the change of shift fits in, and the last of
/// it still waits for its own. The next one is told to come back.
const QUEUE_PER_CORE: usize = 256;

/// Who hashes PINs.
#[derive(Debug)]
pub struct Pins {
    queue: Arc<Semaphore>,
    workers: Arc<Semaphore>,
}

impl Default for Pins {
    /// On every core this process may use.
    fn default() -> Self {
        Self::on(std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN))
    }
}

/// A place in the queue. Taken before a try is counted, so that a full queue costs nobody a try.
#[derive(Debug)]
pub struct Place {
    _place: OwnedSemaphorePermit,
    workers: Arc<Semaphore>,
}

impl Pins {
    /// On so many cores: each PIN takes one, and 19 MiB.
    pub fn on(cores: NonZero<usize>) -> Self {
        let cores = cores.get();
        Self { queue: Arc::new(Semaphore::new(cores * QUEUE_PER_CORE)), workers: Arc::new(Semaphore::new(cores)) }
    }

    /// A place in the queue, or "come back in a moment".
    pub fn queue(&self) -> Outcome<Place> {
        let place = self.queue.clone().try_acquire_owned();
        let place =
            place.map_err(|_| Failure::TooMany { text: "Many people are unlocking right now. Try again in a moment.".into(), wait: 2 })?;
        Ok(Place { _place: place, workers: self.workers.clone() })
    }
}

impl Place {
    /// The hash to keep for this device's PIN.
    pub async fn hash(self, secret: &Secret, device: DeviceId, pin: &str) -> Outcome<String> {
        let peppered = pepper(secret, device, pin);
        self.work(move || digest(&peppered, device)).await
    }

    /// Whether `pin` is the one that was kept.
    pub async fn matches(self, secret: &Secret, device: DeviceId, pin: &str, kept: &str) -> Outcome<bool> {
        let (peppered, kept) = (pepper(secret, device, pin), kept.to_owned());
        self.work(move || Ok(digest(&peppered, device)?.as_bytes().ct_eq(kept.as_bytes()).into())).await
    }

    async fn work<T: Send + 'static>(self, task: impl FnOnce() -> Result<T, argon2::Error> + Send + 'static) -> Outcome<T> {
        let worker = self.workers.clone().acquire_owned().await.map_err(|error| internal(&error))?;
        let done = tokio::task::spawn_blocking(move || {
            // In there: a hash goes on when whoever asked has gone, and takes its core until then.
            let _held = (worker, self);
            task()
        });
        done.await.map_err(|error| internal(&error))?.map_err(|error| internal(&error))
    }
}

/// Ten thousand PINs are quickly tried by whoever steals the database; without the server's key they cannot begin.
fn pepper(secret: &Secret, device: DeviceId, pin: &str) -> String {
    secret.fingerprint("pin", &format!("{device}:{pin}"))
}

/// Argon2id, m = 19 MiB, t = 2, p = 1 (OWASP Password Storage). The salt is the device's id: unique, never reused.
fn digest(peppered: &str, device: DeviceId) -> Result<String, argon2::Error> {
    use base64::Engine;
    let mut hash = [0; 32];
    let params = Params::new(19 * 1024, 2, 1, Some(hash.len()))?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(peppered.as_bytes(), device.0.as_bytes(), &mut hash)?;
    Ok(format!("argon2id-19-2-1${}", base64::engine::general_purpose::STANDARD_NO_PAD.encode(hash)))
}
