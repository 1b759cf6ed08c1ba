//! SQL of conversations, and nothing else. Everything is scoped by the asker's membership.

mod conversations;
mod heads;
mod inbox;
mod marks;
mod members;
mod messages;
mod permits;
mod purge;
mod sends;
mod spans;

pub use conversations::{
    Founding, Reshaped, Shape, find_pair, find_shape, insert_conversation, update_history, update_shape, update_title,
};
pub use heads::{Head, list_heads, list_watchers};
pub use inbox::{
    NameOf, Tip, count_unread, find_feed, find_row, list_names, list_own_after, list_rows, list_rows_of, list_tips, update_all_read,
    update_draft, update_draft_feed, update_feed, update_flags, update_nothing_left, update_own_seq, update_read, update_unread,
};
pub use marks::{Marked, Moved, NewMark, NewReceipt, Step, What, hold_marks, insert_receipts, list_marked, update_marks};
pub use members::{
    Hearer, Joining, Named, Shared, Watched, count_owners, find_colleague, find_details, find_heir, find_member, find_present,
    find_watched, insert_member, is_in, list_marks, list_members, list_present, list_watched, update_activity, update_heir, update_left,
    update_removed, update_role,
};
pub use messages::{
    count_receipts, find_first_unread, find_line, find_message, insert_change, insert_notice, insert_version, list_after, list_before,
    list_changes, list_quoted, list_receipts, list_versions, update_body, update_deleted,
};
pub use permits::{Conversation, Held, Inbox, Membership, Reshapes, Seen, hold, may, own, own_inbox, sees};
pub use purge::{delete_below_floor, list_answering, raise_floor, update_answers_nothing};
pub use sends::{Batch, Known, NewMessage, Reserved, Speaker, Spoke, insert_messages, list_known, reserve, touch, touch_own};

/// Every statement with one text, for the test that prepares them on both engines.
pub fn statements() -> Vec<&'static str> {
    [
        conversations::STATEMENTS,
        heads::STATEMENTS,
        inbox::STATEMENTS,
        marks::STATEMENTS,
        members::STATEMENTS,
        messages::STATEMENTS,
        permits::STATEMENTS,
        purge::STATEMENTS,
        sends::STATEMENTS,
    ]
    .concat()
}

/// Every statement over rows.
pub fn row_statements() -> Vec<(&'static str, usize, &'static str)> {
    [heads::ROW_STATEMENTS, inbox::ROW_STATEMENTS, marks::ROW_STATEMENTS, messages::ROW_STATEMENTS, sends::ROW_STATEMENTS].concat()
}
