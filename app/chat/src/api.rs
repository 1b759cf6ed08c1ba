//! The server functions of conversations: who calls, which action, which failure. Nothing is decided here.

use domain::access::{ConversationId, MessageId, PersonId, Timestamp};
use domain::chat::model::{Drafted, Edited, FoundRows, InboxPage, MemberPage, Message, Opened, Page, Receipts, Row, Sent, Version};
use leptos::prelude::*;
use uuid::Uuid;

use call::failure::Problem;

/// What is said to whoever changes a message that has been changed by then.
pub const CHANGED_MEANWHILE: &str = "This message was changed or deleted meanwhile. Look at what it says now, then save again.";

/// A page of the inbox, from `before` (a [`domain::chat::model::Place`]) downwards, or its first `rows` rows.
#[server(prefix = "/api", endpoint = "list-inbox")]
pub async fn list_inbox(filter: String, before: Option<String>, rows: Option<i64>) -> Result<InboxPage, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::chat::actions::list_inbox(&ctx, &filter, before.as_deref(), rows).await)
}

/// One row of the inbox.
#[server(prefix = "/api", endpoint = "find-row")]
pub async fn find_row(conversation: ConversationId) -> Result<Row, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::chat::actions::find_row(&ctx, conversation).await)
}

/// One's own conversations that a few letters find, whatever of the inbox a browser holds.
#[server(prefix = "/api", endpoint = "search-conversations")]
pub async fn search_conversations(#[server(default)] text: String) -> Result<FoundRows, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::chat::actions::search_conversations(&ctx, &text).await)
}

/// A conversation at its first unread message, or around a message.
#[server(prefix = "/api", endpoint = "open-conversation")]
pub async fn open_conversation(conversation: ConversationId, around: Option<MessageId>) -> Result<Opened, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::chat::actions::open(&ctx, conversation, around).await)
}

/// A page of a conversation, before or after a seq.
#[server(prefix = "/api", endpoint = "list-messages")]
pub async fn list_messages(conversation: ConversationId, before: Option<i64>, after: Option<i64>) -> Result<Page, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::chat::actions::list_messages(&ctx, conversation, before, after).await)
}

/// The one direct conversation with somebody; made if it is the first.
#[server(prefix = "/api", endpoint = "start-direct")]
pub async fn start_direct(person: PersonId) -> Result<ConversationId, Problem> {
    use call::caller::{answer, caller, done_at};
    let ctx = caller()?;
    let conversation = answer(domain::chat::actions::start_direct(&ctx, person).await)?;
    done_at(&format!("/c/{conversation}"));
    Ok(conversation)
}

/// A new group of the caller and `people`; the same `once` is the same group.
#[server(prefix = "/api", endpoint = "start-group")]
pub async fn start_group(
    title: String,
    // Where nobody is ticked a form has no such field at all: what is missing is for the action to say, in words.
    #[server(default)] people: Vec<PersonId>,
    #[server(default)] history: String,
    #[server(default)] once: Option<Uuid>,
) -> Result<ConversationId, Problem> {
    use call::caller::{answer, caller, done_at};
    let ctx = caller()?;
    // A page without the program makes no ids: its form is known by what it says, should it be posted twice.
    let once = once.unwrap_or_else(|| domain::chat::actions::deed_of_form(&ctx, &title, &people, &history));
    let conversation = answer(domain::chat::actions::start_group(&ctx, Some(once), &title, &people, &history).await)?;
    done_at(&format!("/c/{conversation}"));
    Ok(conversation)
}

/// Sends a message. The same `id` twice is one message; a plain form has none, and says `once` what it is called itself.
#[server(prefix = "/api", endpoint = "send-message")]
pub async fn send_message(
    conversation: ConversationId,
    id: Option<MessageId>,
    body: String,
    reply_to: Option<MessageId>,
    written_at: Option<Timestamp>,
    #[server(default)] once: Option<Uuid>,
) -> Result<Sent, Problem> {
    use call::caller::{answer, caller, done_at};
    let ctx = caller()?;
    let made = id.or_else(|| once.map(|once| domain::chat::actions::id_of_form(once, &body, reply_to)));
    let sent = answer(domain::chat::actions::send(&ctx, conversation, made, &body, reply_to, written_at).await)?;
    if id.is_none() {
        // What stood in the box of a plain form is what was sent. A draft that is still there is less harm than a message sent
        // twice, which is what an error would lead to.
        drop(domain::chat::actions::save_draft(&ctx, conversation, "", None, None).await);
    }
    done_at(&format!("/c/{conversation}"));
    Ok(sent)
}

/// Changes this version of an own message, within 15 minutes.
#[server(prefix = "/api", endpoint = "edit-message")]
pub async fn edit_message(conversation: ConversationId, message: MessageId, version: i64, body: String) -> Result<Edited, Problem> {
    use call::caller::{answer, answer_in_words, caller, done_at, is_plain_form};
    use domain::access::Failure;
    let ctx = caller()?;
    let edited = answer(domain::chat::actions::edit(&ctx, conversation, message, version, &body).await)?;
    // The program shows both texts to choose from; a plain page has only the words beside its box.
    if is_plain_form() && matches!(edited, Edited::Meanwhile(_)) {
        return answer(Err(Failure::invalid("body", CHANGED_MEANWHILE)));
    }
    done_at(&format!("/c/{conversation}#m-{message}"));
    answer_in_words(Ok(edited), "Message changed")
}

/// Deletes an own message; a tombstone stays.
#[server(prefix = "/api", endpoint = "delete-message")]
pub async fn delete_message(conversation: ConversationId, message: MessageId) -> Result<Message, Problem> {
    use call::caller::{answer_in_words, caller, done_at};
    let ctx = caller()?;
    let deleted = answer_in_words(domain::chat::actions::delete(&ctx, conversation, message).await, "Message deleted")?;
    done_at(&format!("/c/{conversation}#m-{message}"));
    Ok(deleted)
}

/// Keeps what was typed and not sent, and what it answers, unless another device has saved one after the own-seq `over`.
#[server(prefix = "/api", endpoint = "save-draft")]
pub async fn save_draft(
    conversation: ConversationId,
    #[server(default)] body: String,
    answers: Option<MessageId>,
    over: Option<i64>,
) -> Result<Drafted, Problem> {
    use call::caller::{answer, caller, done_at};
    let ctx = caller()?;
    let drafted = answer(domain::chat::actions::save_draft(&ctx, conversation, &body, answers, over).await)?;
    done_at(&format!("/c/{conversation}"));
    Ok(drafted)
}

/// Marks as unread: from a message on, or the conversation as a whole.
#[server(prefix = "/api", endpoint = "mark-unread")]
pub async fn mark_unread(conversation: ConversationId, from: Option<MessageId>) -> Result<(), Problem> {
    use call::caller::{answer_in_words, caller};
    let ctx = caller()?;
    answer_in_words(domain::chat::actions::mark_unread(&ctx, conversation, from).await, "Marked as unread")
}

/// Marks as read in the own inbox; no receipt, because nobody looked.
#[server(prefix = "/api", endpoint = "mark-read")]
pub async fn mark_read(conversation: ConversationId) -> Result<(), Problem> {
    use call::caller::{answer_in_words, caller};
    let ctx = caller()?;
    answer_in_words(domain::chat::actions::mark_read(&ctx, Some(conversation)).await, "Marked as read")
}

/// Marks the whole inbox as read; no receipts.
#[server(prefix = "/api", endpoint = "mark-all-read")]
pub async fn mark_all_read() -> Result<(), Problem> {
    use call::caller::{answer_in_words, caller};
    let ctx = caller()?;
    answer_in_words(domain::chat::actions::mark_read(&ctx, None).await, "Everything is marked as read")
}

/// Pins, mutes or archives in the own inbox; what is not given stays.
#[server(prefix = "/api", endpoint = "set-flags")]
pub async fn set_flags(
    conversation: ConversationId,
    pinned: Option<bool>,
    muted: Option<bool>,
    archived: Option<bool>,
) -> Result<(), Problem> {
    use super::flag::Flag;
    use call::caller::{answer_in_words, caller};
    let ctx = caller()?;
    // A press sets one of them, and the note is about that one.
    let mut set = [(Flag::Pinned, pinned), (Flag::Muted, muted), (Flag::Archived, archived)].into_iter();
    let done = set.find_map(|(flag, on)| on.map(|on| flag.told(on))).unwrap_or_default();
    answer_in_words(domain::chat::actions::set_flags(&ctx, conversation, pinned, muted, archived).await, done)
}

/// Changes a group's title.
#[server(prefix = "/api", endpoint = "rename")]
pub async fn rename(conversation: ConversationId, title: String) -> Result<(), Problem> {
    use call::caller::{answer, answer_in_words, caller};
    let ctx = caller()?;
    // What is wrong with it is said beside the box.
    answer(domain::chat::actions::rename(&ctx, conversation, &title).await)?;
    answer_in_words(Ok(()), "Renamed")
}

/// Changes what joiners see of the past: `none`, `joining`, `all`.
#[server(prefix = "/api", endpoint = "set-history")]
pub async fn set_history(conversation: ConversationId, history: String) -> Result<(), Problem> {
    use call::caller::{answer_in_words, caller};
    let ctx = caller()?;
    answer_in_words(domain::chat::actions::set_history(&ctx, conversation, &history).await, "Saved")
}

/// Brings people in.
#[server(prefix = "/api", endpoint = "add-people")]
pub async fn add_people(conversation: ConversationId, #[server(default)] people: Vec<PersonId>) -> Result<(), Problem> {
    use call::caller::{answer_in_words, caller};
    let ctx = caller()?;
    answer_in_words(domain::chat::actions::add_people(&ctx, conversation, &people).await, "Added")
}

/// Takes somebody out.
#[server(prefix = "/api", endpoint = "remove-person")]
pub async fn remove_person(conversation: ConversationId, person: PersonId) -> Result<(), Problem> {
    use call::caller::{answer_in_words, caller, done_at};
    let ctx = caller()?;
    answer_in_words(domain::chat::actions::remove_person(&ctx, conversation, person).await, "Removed")?;
    done_at(&format!("/c/{conversation}?info=1"));
    Ok(())
}

/// Changes what a member may do: `member`, `admin`, `owner`.
#[server(prefix = "/api", endpoint = "appoint")]
pub async fn appoint(conversation: ConversationId, person: PersonId, role: String) -> Result<(), Problem> {
    use call::caller::{answer_in_words, caller};
    let ctx = caller()?;
    answer_in_words(domain::chat::actions::appoint(&ctx, conversation, person, &role).await, "Role changed")
}

/// Leaves a group.
#[server(prefix = "/api", endpoint = "leave")]
pub async fn leave(conversation: ConversationId) -> Result<(), Problem> {
    use call::caller::{answer_in_words, caller, done_at};
    let ctx = caller()?;
    answer_in_words(domain::chat::actions::leave(&ctx, conversation).await, "You left the group")?;
    done_at("/c");
    Ok(())
}

/// A page of who is in a conversation now, after somebody or from the first.
#[server(prefix = "/api", endpoint = "list-members")]
pub async fn list_members(conversation: ConversationId, after: Option<PersonId>) -> Result<MemberPage, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::chat::actions::list_members(&ctx, conversation, after).await)
}

/// Who has a message on a device, and who has read it, with times; in a large conversation, how many.
#[server(prefix = "/api", endpoint = "list-receipts")]
pub async fn list_receipts(conversation: ConversationId, message: MessageId) -> Result<Receipts, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::chat::actions::list_receipts(&ctx, conversation, message).await)
}

/// Every text a message had, the present one last.
#[server(prefix = "/api", endpoint = "list-versions")]
pub async fn list_versions(conversation: ConversationId, message: MessageId) -> Result<Vec<Version>, Problem> {
    use call::caller::{answer, caller};
    let ctx = caller()?;
    answer(domain::chat::actions::list_versions(&ctx, conversation, message).await)
}
