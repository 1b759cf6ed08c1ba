use super::tests::{message, save_of, writing};
use super::*;
use domain::access::Timestamp;
use domain::chat::model::Edited;

#[test]
fn an_edit_stands_apart_from_what_was_being_written_and_says_its_version() {
    let mut writing = writing("half a sentence");
    writing.change(message(7, 2, "10 mg"));
    assert_eq!(writing.shown(), "10 mg");
    writing.typed("5 mg");
    assert_eq!((writing.shown(), writing.text()), ("5 mg", "half a sentence"));
    assert_eq!(save_of(&mut writing), None, "a change is no draft");
    assert_eq!(writing.done(), Ok(Deed::Change(message(7, 2, "").id, 2, "5 mg".into())));
    assert_eq!(writing.shown(), "half a sentence", "the box is free at once");
    assert!(writing.unsaved().is_some_and(|unsaved| unsaved.has_words(true)), "and it is kept until the server has it");
    writing.changed(message(7, 2, "").id, Ok(Edited::Done(message(7, 3, "5 mg"))));
    assert_eq!(writing.shown(), "half a sentence");
}

#[test]
fn whoever_edits_second_is_told_and_sees_both() {
    let mut writing = writing("");
    writing.change(message(7, 1, "10 mg"));
    writing.typed("100 mg");
    writing.follow(&message(7, 2, "5 mg"));
    assert_eq!(writing.edit().and_then(|edit| edit.meanwhile.as_ref()).map(|now| now.body.as_str()), Some("5 mg"));
    assert_eq!(writing.shown(), "100 mg");
    writing.keep_mine();
    assert_eq!(writing.done(), Ok(Deed::Change(message(7, 1, "").id, 2, "100 mg".into())));
}

#[test]
fn an_untouched_edit_follows_the_message() {
    let mut writing = writing("");
    writing.change(message(7, 1, "10 mg"));
    writing.follow(&message(7, 2, "5 mg"));
    assert_eq!(writing.shown(), "5 mg");
    assert!(writing.edit().is_some_and(|edit| edit.meanwhile.is_none() && edit.message.version == 2));
}

#[test]
fn a_change_of_what_was_deleted_becomes_a_new_message() {
    let mut writing = writing("");
    writing.change(message(7, 1, "10 mg"));
    writing.typed("5 mg, not 10");
    writing.follow(&Message { deleted_at: Some(Timestamp(9)), ..message(7, 2, "") });
    writing.take_theirs();
    assert_eq!(writing.done(), Ok(Deed::Say("5 mg, not 10".into(), None)));
}

#[test]
fn an_answer_that_comes_late_touches_nothing_else() {
    let mut writing = writing("");
    writing.change(message(7, 1, "10 mg"));
    writing.typed("5 mg");
    writing.done().expect("under way");
    writing.cancel();
    writing.change(message(8, 1, "other"));
    writing.changed(message(7, 1, "").id, Ok(Edited::Done(message(7, 2, "5 mg"))));
    assert_eq!(writing.shown(), "other");
}

#[test]
fn a_half_done_change_gives_way_to_nothing() {
    let mut writing = writing("");
    writing.change(message(1, 1, "10 mg"));
    writing.typed("5 mg");
    writing.reply(&message(2, 1, "How much?"));
    writing.change(message(3, 1, "another"));
    assert_eq!((writing.shown(), writing.edit().map(|edit| edit.message.id)), ("5 mg", Some(message(1, 1, "").id)));
    assert!(writing.error.is_some(), "and it says why");
    assert!(writing.cancel());
    writing.reply(&message(2, 1, "How much?"));
    assert!(writing.answers().is_some() && writing.error.is_none());
}

#[test]
fn an_edit_refused_by_the_answer_shows_both() {
    let mut writing = writing("");
    writing.change(message(1, 1, "10 mg"));
    writing.typed("5 mg");
    assert!(matches!(writing.done(), Ok(Deed::Change(_, 1, _))));
    let meanwhile = message(1, 2, "100 mg");
    writing.changed(meanwhile.id, Ok(Edited::Meanwhile(meanwhile.clone())));
    assert_eq!(writing.edit().and_then(|edit| edit.meanwhile.clone()), Some(meanwhile));
    assert_eq!(writing.shown(), "5 mg");
}

#[test]
fn a_change_of_what_is_not_there_for_one_any_more_leaves_its_words_as_a_new_message() {
    let mut writing = writing("Bed 9 is free");
    writing.change(message(1, 1, "10 mg"));
    writing.typed("5 mg");
    assert!(matches!(writing.done(), Ok(Deed::Change(_, 1, _))));
    writing.changed(message(1, 1, "").id, Err(Failure::NotFound));
    assert_eq!((writing.shown(), writing.edit().is_none()), ("Bed 9 is free\n5 mg", true));
    assert!(writing.error.is_some(), "and it says so");
}

#[test]
fn the_box_is_free_while_a_change_is_on_its_way_and_what_is_written_there_stays() {
    let mut writing = writing("");
    writing.change(message(7, 1, "10 mg"));
    writing.typed("5 mg");
    writing.done().expect("under way");
    writing.typed("Next, bed 5");
    writing.changed(message(7, 1, "").id, Ok(Edited::Done(message(7, 2, "5 mg"))));
    assert_eq!(writing.shown(), "Next, bed 5");
    writing.change(message(7, 2, "5 mg"));
    writing.typed("2 mg");
    writing.done().expect("under way");
    writing.changed(message(7, 1, "").id, Err(Failure::Unreachable));
    assert_eq!((writing.shown(), writing.aside()), ("Next, bed 5", Some("2 mg")), "what came to nothing waits above the box");
    assert!(writing.error.is_some());
}

#[test]
fn a_change_of_what_is_being_changed_goes_after_it_and_is_one_of_the_text_that_stands_then() {
    let id = message(7, 1, "").id;
    let mut writing = writing("");
    writing.change(message(7, 1, "10 mg"));
    writing.typed("15 mg");
    assert_eq!(writing.done(), Ok(Deed::Change(id, 1, "15 mg".into())));
    writing.change(message(7, 1, "10 mg"));
    assert_eq!(writing.shown(), "15 mg", "it goes on from what was said last");
    assert_eq!(writing.clone().done(), Ok(Deed::Nothing));
    writing.typed("5 mg");
    assert_eq!(writing.done(), Ok(Deed::Later));
    assert_eq!(writing.changed(id, Ok(Edited::Done(message(7, 2, "15 mg")))), Some(Deed::Change(id, 2, "5 mg".into())));
    writing.change(message(7, 2, "15 mg"));
    writing.typed("50 mg");
    writing.follow(&message(7, 3, "5 mg"));
    assert!(writing.edit().is_some_and(|edit| edit.meanwhile.is_none() && edit.message.version == 3), "one's own change is no news");
    assert_eq!(writing.changed(id, Ok(Edited::Done(message(7, 3, "5 mg")))), None);
    assert_eq!(writing.done(), Ok(Deed::Change(id, 3, "50 mg".into())));
    assert_eq!(writing.changed(id, Ok(Edited::Meanwhile(message(7, 4, "7 mg")))), None);
    assert_eq!((writing.shown(), writing.meanwhile().map(|now| now.body.as_str())), ("50 mg", Some("7 mg")));
}
