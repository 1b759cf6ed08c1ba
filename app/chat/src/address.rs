//! The addresses of conversations: which is open, what of the list is shown beside it.

use domain::access::{ConversationId, MessageId};
use domain::chat::model::Filter;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

/// Which rows the address asks for.
pub fn use_filter() -> Memo<Filter> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("f").map_or(Filter::All, |key| Filter::from_key(&key))))
}

/// Which conversation the address opens.
pub fn use_open() -> Memo<Option<ConversationId>> {
    let path = use_location().pathname;
    Memo::new(move |_| path.with(|path| path.strip_prefix("/c/").and_then(|id| id.trim_end_matches('/').parse().ok())))
}

/// `?f=unread`, or nothing.
pub fn filter_query(filter: Filter) -> String {
    if filter == Filter::All { String::new() } else { format!("?f={}", filter.key()) }
}

/// A conversation, with this much of the list beside it.
pub fn address(conversation: ConversationId, filter: Filter) -> String {
    format!("/c/{conversation}{}", filter_query(filter))
}

/// What stands around a line, with that line on the screen.
// By the query the server knows what to draw; by the fragment a browser without the program goes there.
pub fn line_href(conversation: ConversationId, line: MessageId) -> String {
    format!("/c/{conversation}?m={line}#m-{line}")
}

/// The address of this conversation with its details shown or hidden.
pub fn details_href(shown: bool) -> String {
    let path = use_location().pathname.get();
    let filter = filter_query(use_filter().get());
    match (shown, filter.is_empty()) {
        (true, true) => format!("{path}?info=1"),
        (true, false) => format!("{path}{filter}&info=1"),
        (false, _) => format!("{path}{filter}"),
    }
}
