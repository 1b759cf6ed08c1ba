//! SQL of conversations, and nothing else. Everything is scoped by the asker's membership.

mod batch;
mod conversations;
mod heads;
mod inbox;
mod members;
mod messages;
mod permits;
mod purge;
mod spans;

pub use batch::{
    Known, Marked, Moved, NewMark, NewMessage, NewReceipt, Reserved, Spoke, Step, What, insert_messages, insert_receipts, list_known,
    list_marked, reserve, touch, touch_own, update_marks,
};
pub use conversations::{
    Founding, Reshaped, Shape, find_pair, find_shape, insert_conversation, update_history, update_shape, update_title,
};
pub use heads::{Head, list_heads, list_watchers};
pub use inbox::{
    NameOf, Tip, count_unread, find_feed, find_row, list_names, list_own_after, list_rows, list_rows_of, list_tips, update_all_read,
    update_draft, update_draft_feed, update_feed, update_flags, update_nothing_left, update_own_seq, update_read, update_unread,
};
pub use members::{
    Hearer, Joining, Named, Shared, Watched, count_owners, find_colleague, find_details, find_heir, find_member, find_name, find_watched,
    insert_member, is_in, list_marks, list_members, list_present, list_watched, update_activity, update_left, update_role,
};
pub use messages::{
    count_receipts, find_first_unread, find_line, find_message, insert_change, insert_notice, insert_version, list_after, list_before,
    list_changes, list_quoted, list_receipts, list_versions, update_body, update_deleted,
};
pub use permits::{Own, Permit, Seen, hold, may, own, sees};
pub use purge::{delete_below_floor, list_answering, raise_floor, update_answers_nothing};

/// Every statement with one text, for the test that prepares them on both engines.
pub fn statements() -> Vec<&'static str> {
    [
        batch::STATEMENTS,
        conversations::STATEMENTS,
        heads::STATEMENTS,
        inbox::STATEMENTS,
        members::STATEMENTS,
        messages::STATEMENTS,
        permits::STATEMENTS,
        purge::STATEMENTS,
    ]
    .concat()
}

/// Every statement over rows.
pub fn row_statements() -> Vec<(&'static str, usize, &'static str)> {
    [batch::ROW_STATEMENTS, heads::ROW_STATEMENTS, inbox::ROW_STATEMENTS, messages::ROW_STATEMENTS].concat()
}
