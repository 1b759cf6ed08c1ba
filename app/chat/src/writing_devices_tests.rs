use super::tests::{message, next, writing};
use super::*;

fn answered(writing: &Writing) -> Option<String> {
    writing.answers().map(|answers| answers.quote.text.clone())
}

fn answering(text: &str, answers: Option<&Message>) -> Words {
    Words { text: text.into(), answers: answers.map(|message| message.id) }
}

#[test]
fn what_a_text_answers_is_there_on_the_next_page() {
    let mut before = writing("");
    before.reply(&message(7, 1, "How much?"));
    assert_eq!(answered(&next(&before, "")).as_deref(), Some("How much?"), "before its first letter");
    before.typed("5 mg");
    assert_eq!(answered(&next(&before, "")).as_deref(), Some("How much?"), "not saved yet");
    before.to_save();
    before.was_saved(Some(6));
    assert_eq!(before.unsaved(), None, "the server has both");
}

#[test]
fn what_a_text_answers_is_saved_with_it() {
    let (mut desk, asked) = (writing(""), message(7, 1, "How much?"));
    desk.reply(&asked);
    assert_eq!(desk.to_save(), Some((answering("", Some(&asked)), 5)), "before its first letter as well");
    desk.was_saved(Some(6));
    assert_eq!(desk.to_save(), None);
    desk.typed("5 mg");
    assert_eq!(desk.to_save(), Some((answering("5 mg", Some(&asked)), 6)));
    desk.was_saved(Some(7));
    desk.cancel();
    assert_eq!(desk.to_save(), Some((answering("5 mg", None), 7)), "given up, it is so everywhere");
}

#[test]
fn what_is_answered_on_one_device_is_answered_on_the_other() {
    let asked = Quote::of(&message(7, 1, "How much?"));
    let mut phone = writing("");
    assert!(phone.hear_draft(6, "5 mg", Some(&asked)));
    assert_eq!((phone.shown(), answered(&phone).as_deref()), ("5 mg", Some("How much?")));
    assert_eq!(phone.to_save(), None, "what is heard is not told again");
    phone.follow(&message(7, 2, "How many?"));
    phone.hear_draft(7, "5 mg now", Some(&Quote::of(&message(7, 2, "How many?"))));
    assert!(phone.has_news(), "and its change is told once");
    assert_eq!(phone.done(), Ok(Deed::Say("5 mg now".into(), Some(Quote::of(&message(7, 2, "How many?"))))));
    let mut other = writing("");
    other.hear_draft(6, "5 mg", Some(&asked));
    other.hear_draft(7, "5 mg", None);
    assert_eq!(answered(&other), None, "given up there");
    other.hear_draft(8, "5 mg", Some(&asked));
    other.hear_draft(9, "", None);
    assert_eq!((other.shown(), answered(&other)), ("", None), "or sent");
    assert_eq!(answered(&Writing::new(other.conversation, "5 mg", Some(&asked), 5)).as_deref(), Some("How much?"), "or opened now");
}

#[test]
fn an_answer_without_words_goes_with_what_answers_the_same() {
    let asked = message(7, 1, "How much?");
    let mut phone = writing("");
    phone.hear_draft(6, "", Some(&Quote::of(&asked)));
    phone.was_sent_elsewhere("On my way", None);
    assert_eq!(answered(&phone).as_deref(), Some("How much?"));
    phone.was_sent_elsewhere("5 mg", Some(asked.id));
    assert_eq!(answered(&phone), None);
    assert_eq!(phone.to_save(), None);
}

#[test]
fn what_was_written_without_a_line_and_what_another_device_wrote_meanwhile_stand_there_both() {
    let mut phone = writing("Bed 4");
    phone.typed("Bed 4 is dirty");
    assert!(phone.hear_draft(6, "Bed 4, porter called", None), "at the desk, meanwhile");
    assert_eq!(phone.shown(), "Bed 4 is dirty", "not while hands write");
    phone.typed("Bed 4 is dirty still");
    assert!(phone.join(), "once they rest");
    assert_eq!(phone.shown(), "Bed 4, porter called\nis dirty still");
    assert_eq!(phone.to_save(), Some((answering("Bed 4, porter called\nis dirty still", None), 6)));
    phone.was_saved(Some(7));
    let mut desk = writing("Bed 4, porter called");
    desk.hear_draft(7, phone.shown(), None);
    assert_eq!(desk.shown(), phone.shown());
    assert_eq!(desk.to_save(), None, "and it ends there");
}

#[test]
fn a_save_that_another_device_was_before_is_made_of_both() {
    let mut phone = writing("");
    phone.typed("from the phone");
    assert_eq!(phone.to_save().map(|(_, over)| over), Some(5));
    phone.was_refused();
    phone.hear_draft(8, "from the desk", None);
    assert!(phone.join());
    assert_eq!(phone.to_save(), Some((answering("from the desk\nfrom the phone", None), 8)));
}

#[test]
fn an_own_save_whose_answer_was_lost_is_no_other_device() {
    let mut phone = writing("");
    phone.typed("Bed");
    phone.to_save();
    phone.was_saved(None);
    phone.typed("Bed 4");
    phone.hear_draft(6, "Bed", None);
    assert!(!phone.join() && !phone.has_beside());
    assert_eq!(phone.to_save(), Some((answering("Bed 4", None), 6)));
}

#[test]
fn what_was_sent_from_here_while_another_device_wrote_leaves_that() {
    let mut phone = writing("");
    phone.typed("On my way");
    phone.hear_draft(6, "from the desk", None);
    phone.done().expect("sent");
    phone.was_sent("On my way", None);
    phone.join();
    assert_eq!(phone.shown(), "from the desk");
    assert_eq!(phone.to_save(), None);
    let mut other = writing("");
    other.typed("On my way");
    other.hear_draft(6, "from the desk", None);
    other.was_sent_elsewhere("from the desk, sent", None);
    other.join();
    assert_eq!(other.shown(), "On my way", "what was sent from there stands there no more");
}

#[test]
fn what_waits_to_be_joined_is_not_lost_with_the_page() {
    let mut phone = writing("");
    phone.typed("from the phone");
    phone.hear_draft(6, "from the desk", None);
    assert_eq!(next(&phone, "from the desk").shown(), "from the desk\nfrom the phone");
}

#[test]
fn of_what_was_sent_elsewhere_only_what_was_added_here_stays() {
    let mut phone = writing("Bed 4 is free");
    phone.typed("Bed 4 is free, I think");
    phone.was_sent_elsewhere("Bed 4 is free", None);
    assert_eq!(phone.shown(), "Bed 4 is free, I think", "another word, and not more of the same");
    let mut phone = writing("Bed 4 is free");
    phone.typed("Bed 4 is free since noon");
    phone.was_sent_elsewhere("Bed 4 is free", None);
    assert_eq!(phone.shown(), "since noon");
    assert!(phone.is_unsaved(), "the server may hold all of it");
}

#[test]
fn what_only_begins_like_what_was_sent_elsewhere_stays_whole() {
    for (held, typed, sent) in
        [("", "No morphine for bed 4", "No"), ("No mor", "No morphine for bed 4", "No"), ("", "Not for resus", "Not")]
    {
        let mut phone = writing(held);
        phone.typed(typed);
        phone.was_sent_elsewhere(sent, None);
        assert_eq!(phone.shown(), typed);
    }
    let mut phone = writing("");
    phone.typed("No");
    assert!(phone.to_save().is_some());
    phone.was_saved(None);
    phone.typed("No morphine for bed 4");
    phone.was_sent_elsewhere("No", None);
    assert_eq!(phone.shown(), "No morphine for bed 4", "nobody knows whether the other device had these words");
}
