use super::tests::{message, writing};
use super::*;

/// The page after one that was closed over these words, to which the server gave what that one had told it as it went.
fn after_closing(text: &str) -> (Writing, Unsaved) {
    let mut before = writing("");
    before.typed(text);
    let unsaved = before.unsaved().expect("something is left");
    (Writing::new(before.conversation, text, None, 5), unsaved)
}

#[test]
fn what_a_page_told_as_it_went_does_not_come_back_once_it_was_sent_or_given_up() {
    let (mut sent, left) = after_closing("give 5 mg");
    sent.done().expect("said");
    sent.was_sent("give 5 mg", None);
    sent.take_up(left, true);
    assert_eq!(sent.shown(), "");
    let (mut more, left) = after_closing("give 5 mg");
    more.typed("give 5 mg now");
    more.done().expect("said");
    more.was_sent("give 5 mg now", None);
    more.take_up(left, true);
    assert_eq!(more.shown(), "");
    for instead in ["", "Bed 4 is ready"] {
        let (mut given_up, left) = after_closing("give 5 mg");
        given_up.typed(instead);
        given_up.take_up(left, true);
        assert_eq!(given_up.shown(), instead);
    }
}

#[test]
fn what_a_page_could_not_tell_as_it_went_comes_back_without_what_was_sent_of_it() {
    let mut before = writing("");
    before.typed("give 5 mg now please");
    let left = before.unsaved().expect("something is left");
    let mut after = Writing::new(before.conversation, "give 5 mg now", None, 5);
    after.done().expect("said");
    after.was_sent("give 5 mg now", None);
    after.take_up(left.clone(), true);
    assert_eq!(after.shown(), "please");
    let mut elsewhere = Writing::new(before.conversation, "", None, 5);
    elsewhere.typed("Bed 4");
    elsewhere.take_up(left, true);
    assert_eq!(elsewhere.shown(), "give 5 mg now please\nBed 4");
}

#[test]
fn the_same_words_once_more_in_a_tab_that_closed_after_they_were_sent_are_not_lost() {
    let mut here = writing("");
    here.typed("Bed 4 is ready");
    here.done().expect("said");
    here.was_sent("Bed 4 is ready", None);
    let mut other = Writing::new(here.conversation, "", None, 9);
    other.typed("Bed 4 is ready");
    here.take_up(other.unsaved().expect("something is left"), true);
    assert_eq!(here.shown(), "Bed 4 is ready");
}

#[test]
fn what_was_added_to_a_draft_that_the_server_has_stands_there_once() {
    let mut before = writing("");
    before.typed("Bloods sent");
    before.to_save();
    before.was_saved(Some(3));
    before.typed("Bloods sent bed 4 is ready");
    let left = before.unsaved().expect("something is left");
    for held in ["Bloods sent", "Bloods sent bed 4 is ready"] {
        let mut after = Writing::new(before.conversation, held, None, 3);
        after.take_up(left.clone(), false);
        assert_eq!(after.shown(), "Bloods sent bed 4 is ready", "the server had {held}");
    }
}

#[test]
fn an_answer_that_was_chosen_last_comes_back_to_the_words_that_the_server_has() {
    let (mut before, _) = after_closing("give 5 mg");
    before.reply(&message(7, 1, "How much?"));
    let left = before.unsaved().expect("the server does not know what it answers");
    let mut after = Writing::new(before.conversation, "give 5 mg", None, 5);
    after.take_up(left, false);
    assert_eq!((after.shown(), after.answers().map(|answers| answers.quote.text.as_str())), ("give 5 mg", Some("How much?")));
}
