use super::*;
use domain::access::{PersonId, Timestamp};
use domain::chat::model::Edited;
use uuid::Uuid;

pub(super) fn writing(draft: &str) -> Writing {
    Writing::new(ConversationId(Uuid::from_u128(1)), draft, None, 5)
}

pub(super) fn save_of(writing: &mut Writing) -> Option<String> {
    writing.to_save().map(|(words, _)| words.text)
}

pub(super) fn message(n: u128, version: i64, body: &str) -> Message {
    Message {
        seq: 1,
        number: 1,
        id: MessageId(Uuid::from_u128(n)),
        author: PersonId(Uuid::nil()),
        author_name: "Asha Patel".into(),
        notice: None,
        body: body.into(),
        quote: None,
        sent_at: Timestamp(1),
        written_at: Timestamp(1),
        version,
        changed_seq: version,
        edited_at: None,
        deleted_at: None,
    }
}

/// The next page, with what this one leaves.
pub(super) fn next(before: &Writing, held: &str) -> Writing {
    let mut after = writing(held);
    let unsaved = before.unsaved().expect("something is left");
    // As it lies on the device.
    after.take_up(serde_json::from_str(&serde_json::to_string(&unsaved).expect("text")).expect("what was written"), false);
    after
}

#[test]
fn saves_go_one_at_a_time_and_the_last_wins() {
    let mut box_of_asha = writing("");
    box_of_asha.typed("Bed");
    assert_eq!(save_of(&mut box_of_asha).as_deref(), Some("Bed"));
    box_of_asha.typed("Bed 4");
    assert_eq!(save_of(&mut box_of_asha), None, "one is under way");
    box_of_asha.was_saved(Some(6));
    assert_eq!(save_of(&mut box_of_asha).as_deref(), Some("Bed 4"));
    box_of_asha.was_saved(Some(7));
    assert_eq!(save_of(&mut box_of_asha), None);
}

#[test]
fn a_save_that_fails_is_tried_again() {
    let mut writing = writing("");
    writing.typed("Bed");
    writing.to_save();
    writing.was_saved(None);
    assert_eq!(save_of(&mut writing).as_deref(), Some("Bed"));
}

/// What hands wrote in vain, as the next page finds it, where the server holds `held` by then.
fn taken_up(before: &Writing, held: &str) -> String {
    let mut after = writing(held);
    if let Some(unsaved) = before.unsaved() {
        after.take_up(unsaved, false);
    }
    after.text().to_owned()
}

#[test]
fn what_could_not_be_saved_is_taken_up_whatever_of_it_arrived() {
    let mut before = writing("Bed 4 is");
    assert_eq!(before.unsaved(), None);
    before.typed("Bed 4 is free");
    before.to_save();
    before.was_saved(None);
    before.typed("Bed 4");
    for arrived in ["Bed 4 is", "Bed 4 is free", "Bed 4"] {
        assert_eq!(taken_up(&before, arrived), "Bed 4", "{arrived}");
    }
    before.typed("");
    assert_eq!(taken_up(&before, "Bed 4 is free"), "", "a change of mind holds as well");
}

#[test]
fn what_was_written_elsewhere_meanwhile_is_not_lost_for_it() {
    let mut before = writing("");
    before.typed("Bed 4");
    assert_eq!(taken_up(&before, "Ring the ward"), "Bed 4\nRing the ward");
    assert_eq!(taken_up(&before, "Bed 4 is ready"), "Bed 4 is ready", "its last words arrived as it went");
    assert_eq!(taken_up(&before, ""), "Bed 4");
}

#[test]
fn of_many_saves_in_vain_the_last_that_was_known_is_remembered() {
    let mut before = writing("known");
    for n in 0..40 {
        before.typed(&format!("try {n}"));
        before.to_save();
        before.was_saved(None);
    }
    assert_eq!(taken_up(&before, "known"), "try 39");
    assert_eq!(before.unsaved().map(|unsaved| unsaved.over.len()), Some(draft::MOST_PERHAPS));
}

#[test]
fn a_save_whose_answer_was_lost_may_have_arrived() {
    let mut writing = writing("Bed");
    writing.typed("Bed 4");
    writing.to_save();
    writing.typed("Bed");
    writing.was_saved(None);
    assert_eq!(save_of(&mut writing).as_deref(), Some("Bed"), "the server may hold \"Bed 4\"");
}

#[test]
fn a_save_that_lands_after_the_send_does_not_bring_the_text_back() {
    let mut writing = writing("");
    writing.typed("Bed 4 is ready");
    assert!(writing.to_save().is_some(), "slow");
    assert_eq!(writing.done(), Ok(Deed::Say("Bed 4 is ready".into(), None)));
    assert_eq!(save_of(&mut writing), None);
    writing.was_sent("Bed 4 is ready", None);
    writing.was_saved(Some(7));
    assert_eq!(save_of(&mut writing).as_deref(), Some(""), "whatever the order at the server, in the end there is no draft");
}

#[test]
fn nothing_is_saved_after_a_send_that_met_no_save() {
    let mut writing = writing("Bed 4 is ready");
    writing.done().expect("sent");
    writing.was_sent("Bed 4 is ready", None);
    assert_eq!(save_of(&mut writing), None);
}

#[test]
fn what_is_left_of_an_earlier_state_of_what_was_sent_is_taken_off_the_server() {
    let mut writing = writing("Bed 5");
    writing.typed("Bed 4 is ready");
    writing.done().expect("sent");
    writing.was_sent("Bed 4 is ready", None);
    assert!(writing.clone().hear_draft(9, "from the desk", None), "nothing here is worth more than that");
    assert_eq!(save_of(&mut writing).as_deref(), Some(""));
}

#[test]
fn what_waits_on_one_device_takes_nothing_with_it_that_another_one_writes() {
    let mut desk = writing("");
    desk.typed("Mrs Jones is for theatre at");
    desk.to_save();
    desk.was_saved(Some(8));
    desk.was_sent_elsewhere("On my way", None);
    assert_eq!(desk.shown(), "Mrs Jones is for theatre at");
    assert_eq!(save_of(&mut desk), None);
    let mut phone = writing("");
    phone.hear_draft(8, "Mrs Jones is for theatre at", None);
    phone.was_sent("On my way", None);
    assert_eq!(phone.shown(), "Mrs Jones is for theatre at");
    assert_eq!(save_of(&mut phone), None);
}

#[test]
fn what_was_typed_while_the_send_was_under_way_is_saved_again_where_the_send_may_have_taken_it_along() {
    let mut writing = writing("");
    writing.typed("One");
    writing.done().expect("sent");
    writing.typed("Two");
    assert_eq!(save_of(&mut writing).as_deref(), Some("Two"));
    writing.was_saved(Some(8));
    writing.was_sent("One", None);
    assert_eq!(save_of(&mut writing), None, "the send takes along only what it begins with");
    writing.was_sent("Two beds are ready", None);
    assert_eq!(save_of(&mut writing).as_deref(), Some("Two"), "and that it may have");
}

#[test]
fn another_device_writes_only_where_hands_are_at_rest() {
    let mut writing = writing("old");
    writing.hear_draft(6, "from the phone", None);
    assert_eq!(writing.shown(), "from the phone");
    writing.typed("from the phone, and more");
    writing.hear_draft(7, "later from the phone", None);
    assert_eq!(writing.shown(), "from the phone, and more");
    assert!(writing.is_unsaved());
}

#[test]
fn what_another_device_sent_leaves_the_box_here() {
    let mut writing = writing("Bed 4 is ready");
    writing.reply(&message(7, 1, "Which bed?"));
    writing.was_sent_elsewhere("Bed 4 is ready", None);
    assert_eq!((writing.shown(), writing.answers()), ("", None));
    assert_eq!(save_of(&mut writing), None);
    writing.typed("Bed 5");
    writing.was_sent_elsewhere("Bed 5 is ready", None);
    assert_eq!(writing.shown(), "Bed 5");
}

#[test]
fn an_echo_of_an_older_save_is_no_news() {
    let mut writing = writing("");
    writing.typed("Bed 4");
    writing.to_save();
    writing.was_saved(Some(9));
    writing.hear_draft(8, "Bed", None);
    assert_eq!(writing.shown(), "Bed 4");
}

#[test]
fn a_reply_follows_the_message_it_answers_and_tells_once_that_it_changed() {
    let mut writing = writing("");
    writing.reply(&message(7, 1, "10 mg"));
    writing.follow(&message(7, 1, "10 mg"));
    assert!(!writing.has_news() && writing.answers().is_some_and(|answers| !answers.changed));
    writing.follow(&message(7, 2, "5 mg"));
    assert!(writing.has_news() && writing.answers().is_some_and(|answers| answers.changed && answers.quote.text == "5 mg"));
    assert_eq!(writing.tell().as_deref(), Some("Asha Patel changed the message you are answering: 5 mg"));
    assert_eq!(writing.tell(), None);
    writing.follow(&message(7, 1, "10 mg"));
    writing.typed("given");
    assert!(matches!(writing.done(), Ok(Deed::Say(_, Some(quote))) if quote.text == "5 mg"), "and no older text comes back");
    assert_eq!(writing.answers(), None);
}

#[test]
fn a_reply_tells_that_what_it_answers_was_deleted() {
    let mut writing = writing("");
    writing.reply(&message(7, 1, "10 mg"));
    writing.follow(&Message { deleted_at: Some(Timestamp(9)), ..message(7, 2, "") });
    assert_eq!(writing.tell().as_deref(), Some("Asha Patel deleted the message you are answering"));
    assert!(writing.answers().is_some_and(|answers| answers.changed && answers.quote.deleted), "it is still an answer");
}

#[test]
fn a_half_done_change_of_a_page_that_has_gone_never_comes_under_writing_hands() {
    let mut before = writing("");
    before.change(message(7, 2, "10 mg"));
    before.typed("5 mg");
    let mut here = writing("");
    here.typed("Could somebody");
    here.take_up(before.unsaved().expect("something is left"), true);
    assert_eq!((here.shown(), here.edit().is_none(), here.aside()), ("Could somebody", true, Some("5 mg")));
    assert!(here.unsaved().is_some_and(|unsaved| unsaved.has_words(true)), "it is kept for the page after this one");
    here.typed("Could somebody come");
    here.go_on();
    assert_eq!((here.shown(), here.text(), here.aside()), ("5 mg", "Could somebody come", None));
    here.cancel();
    assert_eq!(here.shown(), "Could somebody come");
}

#[test]
fn a_half_done_change_is_there_on_the_next_page() {
    let mut before = writing("half a sentence");
    before.change(message(7, 2, "10 mg"));
    assert_eq!(before.unsaved(), None, "nothing is changed yet");
    before.typed("5 mg");
    assert!(before.unsaved().is_some_and(|unsaved| unsaved.has_words(true)));
    let mut after = next(&before, "half a sentence");
    assert_eq!((after.shown(), after.text()), ("5 mg", "half a sentence"));
    after.follow(&message(7, 3, "50 mg"));
    assert!(after.edit().is_some_and(|edit| edit.meanwhile.is_some()), "it is of the version that it began with");
}

#[test]
fn a_change_that_arrived_as_the_page_went_is_done() {
    let mut before = writing("");
    before.change(message(7, 2, "10 mg"));
    before.typed("5 mg");
    before.done().expect("under way");
    let mut after = next(&before, "");
    after.follow(&message(7, 3, "5 mg"));
    assert_eq!(after.edit(), None);
    let mut slow = next(&before, "");
    slow.done().expect("again");
    slow.changed(message(7, 2, "").id, Ok(Edited::Meanwhile(message(7, 3, "5 mg"))));
    assert_eq!(slow.edit(), None);
}

#[test]
fn what_is_taken_back_stands_before_what_was_begun_since() {
    let mut writing = writing("");
    writing.take_back("One", Some(Quote::of(&message(7, 1, "How much?"))));
    writing.take_back("Zero", None);
    assert_eq!((writing.shown(), writing.answers().map(|answers| answers.quote.text.as_str())), ("Zero\nOne", Some("How much?")));
    writing.follow(&message(7, 2, "How much?"));
    assert!(!writing.has_news(), "the same words are no news");
}

#[test]
fn a_change_in_a_group_that_one_was_taken_out_of_is_in_no_box_that_comes_later() {
    let mut writing = writing("");
    writing.change(message(7, 2, "10 mg"));
    writing.typed("5 mg");
    writing.lost_its_place();
    assert_eq!((writing.shown(), writing.half_done().as_deref()), ("", Some("5 mg")), "the list shows it, and not the box");
    writing.typed("Thanks for adding me");
    assert_eq!(writing.done(), Ok(Deed::Say("Thanks for adding me".into(), None)));
    writing.go_on();
    assert_eq!(writing.shown(), "5 mg");
}

#[test]
fn of_two_half_done_changes_none_is_lost_for_the_other() {
    let half = |n, text: &str| {
        let mut writing = writing("");
        writing.change(message(n, 1, "10 mg"));
        writing.typed(text);
        writing
    };
    let mut here = half(7, "5 mg");
    here.take_up(half(8, "2 mg").unsaved().expect("something is left"), true);
    here.take_up(half(9, "1 mg").unsaved().expect("something is left"), true);
    here.lost_its_place();
    assert_eq!(here.half_done().as_deref(), Some("2 mg\n1 mg\n5 mg"));
    let mut after = next(&here, "");
    assert_eq!((after.shown(), after.aside()), ("2 mg", Some("1 mg")));
    after.cancel();
    after.go_on();
    after.cancel();
    after.leave_off();
    assert_eq!(after.half_done(), None);
}
