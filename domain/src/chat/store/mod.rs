//! SQL of conversations, and nothing else. Everything is scoped by the asker's membership.

mod batch;
mod heads;
mod inbox;
mod members;
mod messages;
mod purge;
mod spans;

pub use batch::{
    Known, Marked, Moved, NewMark, NewMessage, NewReceipt, Reserved, Spoke, Step, What, insert_messages, insert_receipts, list_known,
    list_marked, list_quoted, reserve, touch, touch_earlier, update_marks,
};
pub use heads::{Head, list_heads, list_watchers};
pub use inbox::{
    NameOf, Tip, count_unread, find_feed, find_row, list_names, list_own_after, list_rows, list_rows_of, list_tips, update_all_read,
    update_draft, update_draft_feed, update_feed, update_flags, update_nothing_left, update_own_seq, update_read, update_unread,
};
pub use members::{
    Founding, Hearer, Joining, Named, Own, Permit, Reshaped, Seen, count_owners, find_colleague, find_details, find_heir, find_pair, hold,
    insert_conversation, insert_member, is_in, list_marks, list_present, may, own, sees, update_activity, update_history, update_left,
    update_role, update_shape, update_title,
};
pub use messages::{
    find_first_unread, find_line, find_message, insert_change, insert_notice, insert_version, list_after, list_before, list_changes,
    list_receipts, list_versions, update_body, update_deleted,
};
pub use purge::{delete_below_floor, list_answering, raise_floor, update_answers_nothing};

/// Every statement with one text, for the test that prepares them on both engines.
pub fn statements() -> Vec<&'static str> {
    [batch::STATEMENTS, heads::STATEMENTS, inbox::STATEMENTS, members::STATEMENTS, messages::STATEMENTS, purge::STATEMENTS].concat()
}

/// Every statement over rows.
pub fn row_statements() -> Vec<(&'static str, usize, &'static str)> {
    [
        batch::ROW_STATEMENTS,
        heads::ROW_STATEMENTS,
        inbox::ROW_STATEMENTS,
        members::ROW_STATEMENTS,
        messages::ROW_STATEMENTS,
        purge::ROW_STATEMENTS,
    ]
    .concat()
}
