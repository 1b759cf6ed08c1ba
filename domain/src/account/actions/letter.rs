//! The email that carries a code.

use platform::db::Tx;
use platform::jobs::{self, Kind, NewJob, Trouble};
use platform::mail::{Mail, Mailer, escape};
use serde::{Deserialize, Serialize};

use crate::access::ctx::internal;
use crate::access::{Outcome, Timestamp, World};

/// The kind of job that sends it.
pub const MAIL: Kind = Kind { at_once: 8, ..Kind::named("account.mail") };

/// What the job needs to know; sealed while it lies in the database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Letter {
    pub to: String,
    /// As the code's: `enrol`, `sign_in`, or `refused`: then nothing is sent.
    pub kind: String,
    pub code: String,
}

/// Leaves the letter in the transaction that made the code; it is not sent once the code is `over`. A refused one too: the
/// same work for everybody.
pub(super) async fn post(world: &World, tx: &mut Tx, letter: &Letter, over: Timestamp) -> Outcome<()> {
    let payload = serde_json::to_string(letter).map_err(|error| internal(&error))?;
    let sealed = world.secret.seal(payload.as_bytes());
    jobs::enqueue(tx, &NewJob::new(MAIL, &sealed, world.now().0).until(over.0)).await?;
    Ok(())
}

/// Does a job of kind [`MAIL`]: sends the letter, unless its address may not come in.
pub async fn deliver(mailer: &Mailer, public_url: &str, payload: &[u8]) -> Result<(), Trouble> {
    let letter: Letter = serde_json::from_slice(payload).map_err(|_| Trouble::Never("the letter cannot be read".into()))?;
    let Some(mail) = written(&letter, public_url) else { return Ok(()) };
    mailer.send(&mail).await.map_err(|error| {
        // The error of a mail server may repeat the address: only its kind goes into the log.
        if error.is_final() {
            Trouble::Never("the mail server refused the letter".into())
        } else {
            Trouble::Later("the mail server could not take the letter".into())
        }
    })
}

/// No link in it: whoever gets the mail types the code into the page they asked from.
fn written(letter: &Letter, public_url: &str) -> Option<Mail> {
    let lives = match letter.kind.as_str() {
        "enrol" => "24 hours",
        "sign_in" => "10 minutes",
        _ => return None,
    };
    let lines = [
        "Your Pando code is".to_owned(),
        // One word: a double click takes all of it.
        letter.code.clone(),
        format!("Enter it on the page where you asked for it ({public_url}). It works once, in that browser only, within {lives}."),
        "Nobody from Pando or your organisation will ever ask you for this code. If you did not ask for it, you can ignore this email."
            .to_owned(),
    ];
    let html = lines.iter().map(|line| format!("<p>{}</p>", escape(line))).collect();
    Some(Mail { to: letter.to.clone(), subject: "Your Pando code".into(), text: lines.join("\n\n") + "\n", html })
}
