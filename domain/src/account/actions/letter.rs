//! The e-mail that carries a code.

use platform::db::Tx;
use serde::{Deserialize, Serialize};

use crate::access::ctx::internal;
use crate::access::{Outcome, World};
use crate::account::store;

/// The kind of job that sends it.
pub const MAIL: &str = "account.mail";

/// What the job needs to know; sealed while it lies in the database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// `enrol`, `sign_in`, or `refused`: then nothing is sent.
    pub kind: String,
    /// The code.
    pub code: String,
}

/// Leaves the letter in the transaction that made the code. A refused one too: the same work for everybody.
pub(super) async fn post(world: &World, tx: &mut Tx, letter: &Letter) -> Outcome<()> {
    let payload = serde_json::to_string(letter).map_err(|error| internal(&error))?;
    store::insert_job(tx, world.id(), MAIL, &world.secret.seal(payload.as_bytes()), world.now()).await?;
    Ok(())
}

/// Subject and text; nothing for an address that may not come in. No link: whoever gets the mail types the code
/// into the page they asked from.
pub fn letter(letter: &Letter, public_url: &str) -> Option<(String, String)> {
    let lives = match letter.kind.as_str() {
        "enrol" => "24 hours",
        "sign_in" => "10 minutes",
        _ => return None,
    };
    let (first, last) = letter.code.split_at_checked(4)?;
    let subject = "Your Pando code".to_owned();
    let text = format!(
        "Your Pando code is\n\n    {first} {last}\n\nEnter it on the page where you asked for it ({public_url}). It works once, on that\n\
         browser only, within {lives}.\n\nNobody from Pando or your organisation will ever ask you for this code.\n\
         If you did not ask for it, you can ignore this e-mail.\n"
    );
    Some((subject, text))
}
