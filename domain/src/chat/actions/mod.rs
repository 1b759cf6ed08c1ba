//! One function per verb: may → load → rule → write → event.

mod groups;
mod heads;
mod inbox;
mod messages;
mod purge;
mod start;
mod watch;

pub use groups::{add_people, appoint, leave, list_members, remove_person, rename, set_history, take_out};
pub use heads::{list_heads, list_watchers, look_again};
pub use inbox::{find_row, list_inbox, mark_read, mark_unread, save_draft, search_conversations, set_flags};
pub use messages::{delete, edit, id_of_form, list_messages, list_receipts, list_versions, open, send};
pub use purge::{raise_floor, sweep};
pub use start::{deed_of_form, start_direct, start_group};
pub use watch::{Missed, hear, list_watched, resume, watches};

use std::sync::Arc;

use platform::bus::Hint;
use platform::db::Tx;

use super::lane::{Audience, frame};
use super::live::{Event, Frame, Own};
use super::store;
use crate::access::{ConversationId, Failure, Outcome, PersonId};

/// A change of a conversation, for everybody in it.
async fn tell(tx: &mut Tx, conversation: ConversationId, event: Event) -> Outcome<Vec<Hint>> {
    Ok(audience(tx, conversation).await?.hints(conversation, vec![event]))
}

/// Who hears of a conversation now.
async fn audience(tx: &mut Tx, conversation: ConversationId) -> Outcome<Audience> {
    let shape = store::find_shape(tx, conversation).await?.ok_or(Failure::NotFound)?;
    if shape.large {
        return Ok(Audience::Watchers(shape));
    }
    let (_, present) = store::list_present(tx, conversation).await?;
    Ok(Audience::of(&present))
}

/// Somebody's own row changed: takes the next seq of their feed, and tells all their devices.
async fn tell_own(tx: &mut Tx, person: PersonId, conversation: ConversationId) -> Outcome<Hint> {
    let feed = store::update_feed(tx, person).await?;
    store::update_own_seq(tx, person, conversation, feed).await?;
    // After the feed's seq was taken: the row carries it, and by it a browser tells which of two rows is the newer.
    let own = match store::find_row(tx, person, conversation).await? {
        Some(row) => Own::Row(Box::new(row)),
        None => Own::Gone(conversation),
    };
    Ok(frame(Arc::from([person.0]), &Frame::Own { feed, own }))
}
