//! Writing a deed down, in its own transaction.

use platform::db::Tx;

use super::super::entry::Entry;
use super::super::model::{Audit, Scope};
use super::super::store;
use crate::access::{Failure, Outcome, World};

/// Leaves the entry of a deed in `tx`: it exists if and when `tx` is committed. Nobody waits for the tree.
pub async fn record(world: &World, tx: &mut Tx, audit: &Audit) -> Outcome<()> {
    let organisation = match audit.scope {
        Scope::Organisation(organisation) => Some(organisation),
        Scope::Oneself(person) => store::find_organisation_of(tx, person).await?,
        Scope::Conversation(conversation) => store::find_home(tx, conversation).await?,
        Scope::Other => None,
    };
    let organisation = organisation.ok_or(Failure::NotFound)?;
    let entry = Entry::new(&world.secret, organisation, world.id(), world.now(), audit);
    store::insert_entry(tx, &entry).await?;
    store::insert_waiting(tx, &entry).await?;
    Ok(())
}
