//! The inbox: order, unread, drafts, flags.

use super::{Watcher, direct, edit, group, look, message_id, say};
use crate::access::Ctx;
use crate::chat::actions;
use crate::chat::model::{Drafted, Row};
use crate::story;

async fn rows(who: &Ctx, filter: &str) -> Vec<Row> {
    actions::list_inbox(who, filter, None, None).await.expect("the inbox comes").rows
}

async fn titles(who: &Ctx, filter: &str) -> Vec<String> {
    rows(who, filter).await.into_iter().map(|row| row.title).collect()
}

story!(pinned_stand_first_then_unread_then_the_latest, |world| async {
    let me = world.person("Asha Patel").await;
    let mut chats = Vec::new();
    for name in ["Ben Okafor", "Cleo Marsh", "Dev Shah"] {
        let other = world.person(name).await;
        let chat = direct(&me, &other).await;
        world.wait(1000);
        say(&other, chat, "Hello").await;
        chats.push(chat);
    }
    let mut watcher = Watcher::of(&me).await;
    assert_eq!(titles(&me, "").await, ["Dev Shah", "Cleo Marsh", "Ben Okafor"]);
    actions::mark_read(&me, Some(chats[2])).await.expect("read");
    assert_eq!(titles(&me, "").await, ["Cleo Marsh", "Ben Okafor", "Dev Shah"]);
    actions::set_flags(&me, chats[2], Some(true), None, None).await.expect("pinned");
    actions::set_flags(&me, chats[1], None, Some(true), None).await.expect("muted");
    assert_eq!(titles(&me, "").await, ["Dev Shah", "Ben Okafor", "Cleo Marsh"]);
    assert_eq!(titles(&me, "unread").await, ["Ben Okafor", "Cleo Marsh"]);
    let page = actions::list_inbox(&me, "", None, None).await.expect("the inbox comes");
    assert_eq!(page.unread, 1, "a muted one does not ask for attention");
    watcher.assert_in_sync().await;
    actions::mark_read(&me, None).await.expect("all read");
    assert!(titles(&me, "unread").await.is_empty());
    watcher.assert_in_sync().await;
});

story!(an_inbox_opens_with_a_screenful_and_goes_on_below_it, |world| async {
    let me = world.person("Asha Patel").await;
    for number in 0..25 {
        let other = world.person(&format!("Colleague {number}")).await;
        say(&other, direct(&me, &other).await, "Morning").await;
    }
    let first = actions::list_inbox(&me, "", None, None).await.expect("the first page");
    assert_eq!((first.rows.len(), first.more, first.unread), (16, true, 25));
    let below = first.rows.last().map(|row| row.place().to_string());
    let second = actions::list_inbox(&me, "", below.as_deref(), None).await.expect("the second page");
    assert_eq!((second.rows.len(), second.more), (9, false));
    let all: std::collections::HashSet<_> = first.rows.iter().chain(&second.rows).map(|row| row.conversation).collect();
    assert_eq!(all.len(), 25, "no row twice, none left out");
});

/// The names of what a few letters find.
async fn found(who: &Ctx, text: &str) -> Vec<String> {
    let found = actions::search_conversations(who, text).await.expect("the search answers");
    found.rows.into_iter().map(|row| row.title).collect()
}

story!(the_first_of_many_groups_is_found_by_its_name, |world| async {
    let (me, other) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let people = [me.who.person];
    let start = async |title: &str| actions::start_group(&other, None, title, &people, "all").await.expect("the group starts");
    let doctors = start("Ward 7 doctors").await;
    for number in 1..=45 {
        start(&format!("Clinic {number}")).await;
    }
    assert_eq!(found(&me, "ward 7").await, ["Ward 7 doctors"]);
    assert_eq!(found(&me, "DOC 7").await, ["Ward 7 doctors"]);
    assert_eq!(found(&me, "clinic").await.len(), 10, "a few are enough: one more letter finds the rest");
    assert_eq!(found(&me, "clinic 4").await[0], "Clinic 4", "the very name first");
    for nothing in ["", " ", "%", "octors"] {
        assert!(found(&me, nothing).await.is_empty(), "{nothing:?}");
    }
    actions::set_flags(&me, doctors, None, None, Some(true)).await.expect("archived");
    assert_eq!(found(&me, "ward 7").await, ["Ward 7 doctors"], "what is put away is found");
    actions::leave(&me, doctors).await.expect("left");
    assert!(found(&me, "ward 7").await.is_empty(), "what one has left is not");
});

story!(nobody_finds_a_conversation_they_are_not_in, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    group(&asha, &[&ben], "all").await;
    direct(&asha, &ben).await;
    assert_eq!(found(&asha, "ward").await.len(), 1);
    for text in ["ward 7 nurses", "ben", "asha", "okafor"] {
        assert!(found(&cleo, text).await.is_empty(), "{text}");
    }
});

story!(somebody_one_talks_with_is_found_however_the_name_is_typed, |world| async {
    let me = world.person("Asha Patel").await;
    for name in ["Nguyễn Văn An", "Aoife O'Brien", "Anna Smith-Jones"] {
        direct(&me, &world.person(name).await).await;
    }
    assert_eq!(found(&me, "nguyen").await, ["Nguyễn Văn An"]);
    assert_eq!(found(&me, "dr obrien").await, ["Aoife O'Brien"]);
    assert_eq!(found(&me, "anna jones").await, ["Anna Smith-Jones"]);
    let people = actions::search_conversations(&me, "nguyen").await.expect("the search answers").people;
    assert_eq!(people.iter().map(|person| person.role.as_str()).collect::<Vec<_>>(), ["Staff nurse"], "who that is");
    assert!(found(&me, "patel").await.is_empty(), "never by one's own name");
});

story!(an_archived_conversation_returns_with_a_new_message, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    assert!(titles(&ben, "").await.is_empty(), "nothing was said yet");
    say(&asha, chat, "Morning").await;
    let mut watcher = Watcher::of(&ben).await;
    actions::set_flags(&ben, chat, None, None, Some(true)).await.expect("archived");
    assert_eq!((titles(&ben, "").await.len(), titles(&ben, "archived").await.len()), (0, 1));
    watcher.assert_in_sync().await;
    say(&asha, chat, "One more thing").await;
    assert_eq!(titles(&ben, "").await, ["Asha Patel"]);
    watcher.assert_in_sync().await;
});

story!(a_draft_is_kept_on_the_server_until_it_is_sent, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let mut watcher = Watcher::of(&asha).await;
    actions::save_draft(&asha, chat, "Could you rev", None, None).await.expect("kept");
    watcher.assert_in_sync().await;
    assert_eq!(look(&asha, chat).await.row.draft, "Could you rev");
    assert_eq!(look(&ben, chat).await.row.draft, "", "a draft is its writer's alone");
    say(&asha, chat, "Could you review bed 9?").await;
    assert_eq!(look(&asha, chat).await.row.draft, "");
    watcher.assert_in_sync().await;
});

story!(a_draft_says_what_it_answers_as_that_is_now, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let asked = say(&ben, chat, "10 mg?").await.id;
    let mut watcher = Watcher::of(&asha).await;
    actions::save_draft(&asha, chat, "Yes", Some(asked), None).await.expect("kept");
    watcher.assert_in_sync().await;
    let answered = async || look(&asha, chat).await.row.answers.map(|quote| (quote.id, quote.author_name, quote.text, quote.deleted));
    assert_eq!(answered().await, Some((asked, "Ben Okafor".into(), "10 mg?".into(), false)));
    assert_eq!(rows(&asha, "").await[0].answers.as_ref().map(|quote| quote.id), Some(asked));
    edit(&ben, chat, asked, "5 mg?").await.expect("changed");
    watcher.assert_in_sync().await;
    assert_eq!(answered().await.map(|(.., text, _)| text).as_deref(), Some("5 mg?"));
    actions::delete(&ben, chat, asked).await.expect("deleted");
    watcher.assert_in_sync().await;
    assert_eq!(answered().await.map(|(.., text, deleted)| (text, deleted)), Some((String::new(), true)));
    actions::save_draft(&asha, chat, "Yes", None, None).await.expect("kept");
    assert_eq!(answered().await, None, "given up on one device, it is on all of them");
    watcher.assert_in_sync().await;
    actions::save_draft(&asha, chat, "Yes", Some(asked), None).await.expect("kept");
    say(&asha, chat, "Yes, please").await;
    assert_eq!(answered().await, None, "it went with its message");
    watcher.assert_in_sync().await;
    // An answer that has no words yet goes with what answers the same, and with nothing else.
    actions::save_draft(&asha, chat, "", Some(asked), None).await.expect("kept");
    say(&asha, chat, "On my way").await;
    assert_eq!(answered().await.map(|(id, ..)| id), Some(asked));
    watcher.assert_in_sync().await;
    let answer = actions::send(&asha, chat, None, "Given", Some(asked), None);
    let (answer, other) = tokio::join!(answer, say(&ben, chat, "Thank you"));
    assert!(answer.expect("sent").seq > 0 && other.seq > 0);
    assert_eq!(answered().await, None);
    watcher.assert_in_sync().await;
});

story!(a_device_that_has_not_heard_of_a_draft_saves_nothing_over_it, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let start = look(&asha, chat).await.row.feed;
    let save = |text: &'static str, over| {
        let asha = asha.clone();
        async move { actions::save_draft(&asha, chat, text, None, Some(over)).await.expect("answered") }
    };
    let Drafted::Kept(desk) = save("Bed 4 is ready, porter called", start).await else { panic!("nothing was there") };
    // The phone had no line meanwhile.
    let Drafted::Meanwhile(row) = save("Bed 4", start).await else { panic!("it knows nothing of the desk's") };
    assert_eq!((row.draft.as_str(), row.feed), ("Bed 4 is ready, porter called", desk));
    assert_eq!(look(&asha, chat).await.row.draft, "Bed 4 is ready, porter called");
    // What it did otherwise is no other draft.
    actions::set_flags(&asha, chat, Some(true), None, None).await.expect("pinned");
    assert!(matches!(save("Bed 4 is ready, porter called twice", desk).await, Drafted::Kept(_)));
    // Two at the same moment, of which neither knows the other's: one of them stays, and the other is told.
    let over = look(&asha, chat).await.row.feed;
    let (one, two) = tokio::join!(save("from the desk", over), save("from the phone", over));
    let kept = [&one, &two].into_iter().filter(|drafted| matches!(drafted, Drafted::Kept(_))).count();
    assert_eq!(kept, 1, "{one:?} {two:?}");
});

story!(a_draft_answers_nothing_that_its_writer_may_not_see, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben], "joining").await;
    let before = say(&asha, chat, "Not for those who come later").await.id;
    actions::add_people(&asha, chat, &[cleo.who.person]).await.expect("added");
    let elsewhere = say(&asha, direct(&asha, &ben).await, "Another conversation").await.id;
    for hidden in [before, elsewhere] {
        actions::save_draft(&cleo, chat, "Yes", Some(hidden), None).await.expect("kept");
        assert_eq!(look(&cleo, chat).await.row.answers, None);
    }
});

story!(a_message_takes_no_draft_with_it_that_it_does_not_begin_with, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let mut watcher = Watcher::of(&asha).await;
    // At the desk, while the phone still has something to send.
    actions::save_draft(&asha, chat, "Mrs Jones 100% \u{1f642} is", None, None).await.expect("kept");
    say(&asha, chat, "On my way").await;
    watcher.assert_in_sync().await;
    assert_eq!(look(&asha, chat).await.row.draft, "Mrs Jones 100% \u{1f642} is");
    // Several at once, by both of them: what was a beginning of any of them goes.
    let both = ["Mrs Jones 100% \u{1f642} is for theatre", "At two"].map(|text| say(&asha, chat, text));
    let [first, second] = both;
    let (.., third) = tokio::join!(first, second, say(&ben, chat, "Thank you"));
    assert!(third.seq > 0);
    assert_eq!(look(&asha, chat).await.row.draft, "");
    watcher.assert_in_sync().await;
});

story!(marked_unread_from_a_message_on, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(say(&asha, chat, &format!("message {n}")).await.id);
    }
    actions::mark_read(&ben, Some(chat)).await.expect("read");
    let mut watcher = Watcher::of(&ben).await;
    actions::mark_unread(&ben, chat, Some(ids[3])).await.expect("marked");
    assert_eq!((look(&ben, chat).await.row.unread, look(&ben, chat).await.first_unread), (2, Some(4)));
    watcher.assert_in_sync().await;
    let elsewhere = message_id(&asha);
    assert!(actions::mark_unread(&ben, chat, Some(elsewhere)).await.is_err());
});

story!(the_inbox_pages_without_a_gap_or_repeat, |world| async {
    let me = world.person("Asha Patel").await;
    let other = world.person("Ben Okafor").await;
    let mut made = Vec::new();
    for _ in 0..95 {
        made.push(group(&me, &[&other], "all").await);
    }
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = actions::list_inbox(&me, "groups", before.as_deref(), None).await.expect("a page");
        seen.extend(page.rows.iter().map(|row| row.conversation));
        before = page.rows.last().map(|row| row.place().to_string());
        if !page.more {
            break;
        }
    }
    seen.sort_unstable();
    made.sort_unstable();
    assert_eq!(seen, made);
    let opened = async |rows| actions::list_inbox(&me, "groups", None, Some(rows)).await.expect("as many as asked for");
    assert_eq!((opened(60).await.rows.len(), opened(60).await.more), (60, true));
    assert_eq!((opened(i64::MAX).await.rows.len(), opened(i64::MAX).await.more), (95, false));
    assert_eq!(opened(-1).await.rows.len(), 16, "never fewer than a screenful");
    assert!(actions::list_inbox(&me, "", Some("1.9.x"), None).await.is_err(), "a made-up page is refused in words");
});
