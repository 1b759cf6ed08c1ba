//! Saying, changing, taking back.

use super::super::model::LONGEST_BODY;
use super::{Watcher, direct, edit, group, look, message_id, say};
use crate::access::Failure;
use crate::chat::actions;
use crate::story;

story!(what_one_says_the_other_reads, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let mut watcher = Watcher::of(&ben).await;
    let sent = say(&asha, chat, "Bed 4 is ready for the transfer.").await;
    assert_eq!((sent.seq, sent.number), (1, 1));
    let opened = look(&ben, chat).await;
    assert_eq!(opened.timeline.messages[0].body, "Bed 4 is ready for the transfer.");
    assert_eq!(opened.timeline.messages[0].author_name, "Asha Patel");
    assert_eq!((opened.row.unread, opened.row.title.as_str()), (1, "Asha Patel"));
    watcher.assert_in_sync().await;
});

story!(two_who_start_a_conversation_with_each_other_share_one, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let (one, other) = tokio::join!(actions::start_direct(&asha, ben.who.person), actions::start_direct(&ben, asha.who.person));
    assert_eq!(one.expect("starts"), other.expect("starts"));
});

story!(nobody_starts_a_conversation_with_themselves_or_another_trust, |world| async {
    let asha = world.person("Asha Patel").await;
    let elsewhere = world.organisation("Other Trust", "other.nhs.uk").await;
    let cleo = world.person_of(elsewhere, "Cleo Marsh").await;
    assert!(matches!(actions::start_direct(&asha, asha.who.person).await, Err(Failure::Invalid { .. })));
    assert_eq!(actions::start_direct(&asha, cleo.who.person).await, Err(Failure::NotFound));
});

story!(the_same_id_twice_is_one_message, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let id = message_id(&asha);
    let send = || actions::send(&asha, chat, Some(id), "Obs done, NEWS 2.", None, None);
    let together = tokio::join!(send(), send(), send(), send());
    let first = together.0.expect("sent");
    for again in [together.1, together.2, together.3, send().await] {
        assert_eq!(again.expect("the same answer"), first);
    }
    assert_eq!(look(&ben, chat).await.timeline.messages.len(), 1);
    let stolen = actions::send(&ben, chat, Some(id), "Not mine.", None, None).await;
    assert!(matches!(stolen, Err(Failure::Invalid { .. })), "another author's id is refused");
});

story!(a_hundred_at_once_leave_no_hole_and_no_double, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let mut watcher = Watcher::of(&asha).await;
    watcher.open(chat).await;
    let sends = (0..100).map(|n| {
        let who = if n % 2 == 0 { asha.clone() } else { ben.clone() };
        tokio::spawn(async move { actions::send(&who, chat, None, &format!("message {n}"), None, None).await.map(|sent| sent.seq) })
    });
    let mut seqs = Vec::new();
    for send in sends.collect::<Vec<_>>() {
        seqs.push(send.await.expect("no panic").expect("sent"));
    }
    seqs.sort_unstable();
    assert_eq!(seqs, (1..=100).collect::<Vec<i64>>());
    watcher.assert_in_sync().await;
});

story!(a_stranger_a_leaver_and_a_missing_conversation_answer_the_same, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben], "all").await;
    actions::leave(&ben, chat).await.expect("leaves");
    for who in [&ben, &cleo] {
        assert_eq!(actions::send(who, chat, None, "Hello?", None, None).await, Err(Failure::NotFound));
        assert!(matches!(actions::open(who, chat, None).await, Err(Failure::NotFound)));
        assert!(matches!(actions::list_messages(who, chat, None, None).await, Err(Failure::NotFound)));
    }
    let missing = crate::access::ConversationId(asha.world.id());
    assert_eq!(actions::send(&asha, missing, None, "Hello?", None, None).await, Err(Failure::NotFound));
});

story!(an_edit_keeps_the_earlier_text_and_starts_receipts_anew, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let sent = say(&asha, chat, "Give 5 mg.").await;
    let mut watcher = Watcher::of(&ben).await;
    watcher.open(chat).await;
    let edited = edit(&asha, chat, sent.id, "Give 2.5 mg.").await.expect("edited");
    assert_eq!((edited.version, edited.changed_seq, edited.seq), (2, 2, 1));
    let texts: Vec<_> = actions::list_versions(&ben, chat, sent.id).await.expect("versions").into_iter().map(|v| v.body).collect();
    assert_eq!(texts, ["Give 5 mg.", "Give 2.5 mg."]);
    watcher.assert_in_sync().await;
    world.wait(15 * 60 * 1000 + 1);
    assert!(matches!(edit(&asha, chat, sent.id, "Give 1 mg.").await, Err(Failure::Invalid { .. })));
    assert_eq!(edit(&ben, chat, sent.id, "Give 10 mg.").await, Err(Failure::Forbidden));
});

story!(a_deleted_message_leaves_a_tombstone_and_empties_its_quotes, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let sent = say(&asha, chat, "Wrong patient, ignore.").await;
    actions::send(&ben, chat, None, "Which one?", Some(sent.id), None).await.expect("replied");
    let mut watcher = Watcher::of(&ben).await;
    watcher.open(chat).await;
    assert_eq!(watcher.timeline().messages[1].answers().expect("a quote").text, "Wrong patient, ignore.");
    actions::delete(&asha, chat, sent.id).await.expect("deleted");
    watcher.assert_in_sync().await;
    let messages = &watcher.timeline().messages;
    assert!(messages[0].body.is_empty() && messages[0].deleted_at.is_some());
    assert!(messages[1].answers().expect("a quote").deleted);
    assert_eq!(actions::list_versions(&ben, chat, sent.id).await, Err(Failure::Forbidden), "the text is its author's");
    assert_eq!(actions::list_versions(&asha, chat, sent.id).await.expect("versions").len(), 1);
});

story!(hostile_text_ends_the_same_on_both_engines, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    for refused in ["", "  \n\t ", "\u{0}", "\u{200b}", "\u{2800}\n\u{3164}", &"x".repeat(LONGEST_BODY + 1)] {
        assert!(matches!(actions::send(&asha, chat, None, refused, None, None).await, Err(Failure::Invalid { .. })));
    }
    let zalgo = format!("e{}", "\u{301}".repeat(3000));
    let kept = ["nul \u{0} inside", "\u{202e}reversed", "👩🏽‍⚕️ family 👨‍👩‍👧", "'); DROP TABLE message; --", "</script><b>", &zalgo];
    for body in kept {
        say(&asha, chat, body).await;
    }
    let read: Vec<_> = look(&ben, chat).await.timeline.messages.into_iter().map(|message| message.body).collect();
    assert_eq!(read[0], "nul  inside");
    assert_eq!(read[1..], kept[1..]);
});

story!(what_was_typed_is_what_is_stored, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    for (typed, kept) in [
        ("1 g\rIbuprofen 400 mg", "1 g\nIbuprofen 400 mg"),
        ("\r\n\tNa\tK\r\n135\t4.1 \r\n \r\n", "\tNa\tK\n135\t4.1 "),
        ("  three  spaces   ", "  three  spaces   "),
    ] {
        let sent = actions::send(&asha, chat, None, typed, None, None).await.expect("sent");
        let read = look(&ben, chat).await.timeline.messages.pop().expect("a message");
        assert_eq!((read.id, read.body.as_str()), (sent.id, kept));
        edit(&asha, chat, sent.id, &format!("{typed}.")).await.expect("edited");
        let read = look(&ben, chat).await.timeline.messages.pop().expect("a message");
        assert!(!read.body.contains('\r') && read.body.starts_with(kept.trim_end()) && read.body.ends_with('.'), "{:?}", read.body);
    }
});

story!(a_quote_and_a_row_end_between_two_characters, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let long = format!("{}👨\u{200d}👩\u{200d}👧 and so on", "x".repeat(158));
    let sent = say(&asha, chat, &long).await;
    let mut watcher = Watcher::of(&ben).await;
    watcher.open(chat).await;
    actions::send(&ben, chat, None, "Which one?", Some(sent.id), None).await.expect("replied");
    say(&asha, chat, &long).await;
    watcher.assert_in_sync().await;
    let opened = look(&ben, chat).await;
    assert_eq!(opened.row.last.expect("a line").text, "x".repeat(158));
    assert_eq!(opened.timeline.messages[1].answers().expect("a quote").text, "x".repeat(158));
});

story!(pages_go_back_to_the_beginning_without_a_gap_or_repeat, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    for n in 0..130 {
        say(&asha, chat, &format!("message {n}")).await;
    }
    actions::mark_read(&ben, Some(chat)).await.expect("read");
    let mut timeline = look(&ben, chat).await.timeline;
    while timeline.earlier {
        let seq = timeline.messages[0].seq;
        timeline.take_earlier(actions::list_messages(&ben, chat, Some(seq), None).await.expect("a page"), seq);
    }
    let seqs: Vec<_> = timeline.messages.iter().map(|message| message.seq).collect();
    assert_eq!(seqs, (1..=130).collect::<Vec<i64>>());
});

story!(a_long_absence_opens_at_the_first_unread_message, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    for n in 0..20 {
        say(&ben, chat, &format!("before {n}")).await;
    }
    for n in 0..100 {
        say(&asha, chat, &format!("while away {n}")).await;
    }
    let opened = look(&ben, chat).await;
    assert_eq!(opened.first_unread, Some(21));
    let held: Vec<_> = opened.timeline.messages.iter().map(|message| message.seq).collect();
    assert_eq!((held[0], *held.last().expect("some")), (6, 70));
    assert!(opened.timeline.earlier && opened.timeline.later);
    let around = actions::open(&ben, chat, Some(opened.timeline.messages[0].id)).await.expect("opens");
    assert!(around.timeline.messages.iter().any(|message| message.seq == 6));
});
