//! Words whose Enter was left behind before anybody knew where it leads: they become a draft there, and nobody is taken there.

use std::collections::HashMap;

use domain::access::ConversationId;
use leptos::prelude::*;

use super::super::ahead::Start;
use super::super::api::{open_conversation, search_conversations, start_direct};
use super::super::verbs::{Verbs, about};
use super::offers::{To, offers};
use call::failure::Problem;
use directory::api::search_people;
use ui::for_app;

/// Finds out where Enter on `text` leads, if something was typed on the way, and keeps it there.
pub fn find_out(verbs: Verbs, text: String, way: Start) {
    way.ends();
    if !way.has_words() {
        return;
    }
    for_app(async move {
        let conversation = match first(verbs, text).await {
            Ok(Some(To::Conversation(id))) => Ok(Some(id)),
            Ok(Some(To::Person(id))) => start_direct(id).await.map(Some),
            Ok(Some(To::Screen(_)) | None) => Ok(None),
            Err(problem) => Err(problem),
        };
        match conversation {
            Ok(Some(id)) => keep(verbs, way, id).await,
            Ok(None) => lose(verbs, way),
            Err(problem) => fail(verbs, way, &problem),
        }
    });
}

/// What stands first once all is known; no screen, where nothing is written. Nobody sees the list by now: while a part of it is
/// missing nobody is taken for the first.
async fn first(verbs: Verbs, text: String) -> Result<Option<To>, Problem> {
    let mine = search_conversations(text.clone()).await?;
    let people = search_people(text.clone(), None, None, None, None).await?.people;
    let found = untrack(|| offers(verbs.chat, &HashMap::new(), &[], &text, Some(Ok(mine)), Some(Ok(people))));
    Ok(found.list.first().map(|offer| offer.to))
}

/// Keeps what was typed on the way as a draft of the conversation that it led to, and says so.
pub async fn keep(verbs: Verbs, way: Start, conversation: ConversationId) {
    let chat = verbs.chat;
    if !way.has_words() {
        return way.ends();
    }
    if chat.row_untracked(conversation).is_none() {
        // What is written there already is known only with its row.
        match chat.asked(open_conversation(conversation, None)).await {
            Ok(opened) => chat.put_row(opened.row),
            Err(problem) => return fail(verbs, way, &problem),
        }
    }
    way.leaves(chat, conversation);
    let title = chat.row_untracked(conversation).map(|row| row.title).unwrap_or_default();
    verbs.tell(about("Kept as a draft", &title));
}

/// It cannot be had: why, and what was typed for it.
pub fn fail(verbs: Verbs, way: Start, problem: &Problem) {
    lose(verbs, way);
    verbs.trouble(problem);
}

/// It leads to nobody: what was typed for them is shown.
pub fn lose(verbs: Verbs, way: Start) {
    if let Some(words) = way.gives_up() {
        verbs.not_kept(&words);
    }
}
