//! Large conversations: nothing is written, and nothing is told, for each of the people in it; and nobody misses anything.

use std::sync::{Arc, Mutex};

use platform::bus::Hint;
use platform::db::Tx;

use super::super::live::Up;
use super::super::model::{Counted, LARGE, Receipts, Span};
use super::{Watcher, direct, edit, group, look, say};
use crate::access::{ConversationId, Ctx, Failure, PersonId};
use crate::chat::actions;
use crate::{story, testing::TestWorld};

/// People whom nobody sees, straight into the tables.
async fn crowd(world: &TestWorld, many: i64) -> Vec<PersonId> {
    let mut tx: Tx = world.world.db.write().await.expect("a write");
    let mut crowd = Vec::new();
    for n in 0..many {
        let person = PersonId(world.world.id());
        crowd.push(person);
        tx.query(
            "INSERT INTO person (id, home_id, email, name, sort_name, role, grade, specialty, created_at, profiled_at)
             VALUES ($1, $2, $3, $4, $4, 'Staff nurse', '', '', 1, 1)",
        )
        .bind(person)
        .bind(world.organisation)
        .bind(format!("{n}@crowd.nhs.uk"))
        .bind(format!("nurse {n:04}"))
        .execute()
        .await
        .expect("a person is kept");
    }
    tx.commit().await.expect("they are on disk");
    world.everybody_belongs().await;
    crowd
}

/// Asha's group with Ben, and so many that it is a large one.
async fn everybody(world: &TestWorld, history: &str) -> (Ctx, Ctx, ConversationId) {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], history).await;
    for some in crowd(world, LARGE).await.chunks(200) {
        actions::add_people(&asha, chat, some).await.expect("added");
    }
    assert!(look(&ben, chat).await.timeline.details.large);
    (asha, ben, chat)
}

/// How many rows of the conversation's members have changed since this was asked with `None`.
async fn rows_changed(world: &TestWorld, chat: ConversationId, since: Option<&[String]>) -> Vec<String> {
    let mut tx = world.world.db.read().await.expect("a read");
    let sql = "SELECT person_id, read_number, urgency, activity_at, own_seq, archived FROM membership
               WHERE conversation_id = $1 ORDER BY person_id";
    let rows = tx.query(sql).bind(chat).fetch_all::<(PersonId, i64, i64, i64, i64, bool)>().await.expect("rows");
    let rows = rows.into_iter().map(|row| format!("{row:?}"));
    rows.filter(|row| since.is_none_or(|since| !since.contains(row))).collect()
}

story!(a_send_writes_its_authors_row_and_nobody_elses, |world| async {
    let (asha, ben, chat) = everybody(&world, "all").await;
    let before = rows_changed(&world, chat, None).await;
    world.wait(1000);
    say(&ben, chat, "Fire drill at noon.").await;
    assert_eq!(rows_changed(&world, chat, Some(&before)).await.len(), 1, "his own");
    let row = actions::find_row(&asha, chat).await.expect("her row");
    assert_eq!((row.unread, row.activity_at), (1, world.now()));
    let inbox = actions::list_inbox(&asha, "unread", None, None).await.expect("the inbox");
    assert_eq!((inbox.unread, inbox.rows.len()), (1, 1));
});

story!(a_send_is_told_once_whoever_watches, |world| async {
    let (_, ben, chat) = everybody(&world, "all").await;
    let told: Arc<Mutex<Vec<usize>>> = Arc::default();
    let ear = told.clone();
    world.world.bus.listen(move |hint| {
        let size = match hint {
            Hint::Topic { bodies, .. } => bodies.iter().map(|(_, body)| body.len()).sum(),
            Hint::Frame { to, body, .. } => body.len() + to.len() * 16,
            _ => return,
        };
        ear.lock().expect("nobody panicked").push(size);
    });
    say(&ben, chat, "Fire drill at noon.").await;
    actions::hear(&ben, Up::Typing(chat)).await.expect("heard");
    let told = told.lock().expect("nobody panicked");
    assert!(matches!(told[..], [size] if size < 1000), "{told:?}");
});

story!(whoever_watches_a_large_conversation_holds_what_a_fetch_shows, |world| async {
    let (asha, ben, chat) = everybody(&world, "joining").await;
    let early = say(&ben, chat, "Bed 4 is SECRET positive.").await;
    let (cleo, dev) = (world.person("Cleo Marsh").await, world.person("Dev Rao").await);
    let mut watchers = [Watcher::of(&asha).await, Watcher::of(&ben).await, Watcher::of(&cleo).await];
    actions::add_people(&asha, chat, &[cleo.who.person, dev.who.person]).await.expect("added");
    for watcher in &mut watchers {
        watcher.assert_in_sync().await;
        watcher.open(chat).await;
    }
    let said = say(&cleo, chat, "Who has the keys?").await;
    edit(&ben, chat, early.id, "Bed 5 is SECRET positive.").await.expect("edited");
    actions::send(&ben, chat, None, "I said so.", Some(early.id), None).await.expect("sent");
    actions::rename(&asha, chat, "All nurses").await.expect("renamed");
    actions::set_history(&asha, chat, "all").await.expect("set");
    actions::appoint(&asha, chat, cleo.who.person, "admin").await.expect("appointed");
    actions::remove_person(&cleo, chat, dev.who.person).await.expect("removed");
    actions::delete(&cleo, chat, said.id).await.expect("deleted");
    for watcher in &mut watchers {
        watcher.assert_in_sync().await;
    }
    assert!(watchers[1].timeline().find(early.id).is_some_and(|message| message.version == 2), "who was there is told all of it");
    let shown = format!("{:?}", watchers[2].timeline());
    assert!(shown.contains("I said so.") && !shown.contains("SECRET"), "{shown}");
    assert_eq!(actions::open(&dev, chat, None).await.map(drop), Err(Failure::NotFound));
});

story!(whoever_was_taken_out_is_told_nothing_more_though_nobody_heard_of_it, |world| async {
    let (asha, ben, chat) = everybody(&world, "all").await;
    let mut watchers = [Watcher::of(&asha).await, Watcher::of(&ben).await];
    for watcher in &mut watchers {
        watcher.open(chat).await;
        watcher.hears_of_nobody();
    }
    actions::remove_person(&asha, chat, ben.who.person).await.expect("removed");
    say(&asha, chat, "Ben must not read this.").await;
    for watcher in &mut watchers {
        watcher.catch_up().await;
    }
    assert!(!format!("{:?}", watchers[1].timeline()).contains("must not"));
    assert!(watchers[1].row(chat).is_none());
    watchers[0].assert_in_sync().await;
});

story!(the_inbox_has_large_and_small_ones_in_one_order, |world| async {
    let (asha, ben, chat) = everybody(&world, "all").await;
    let mut chats = vec![chat];
    for name in ["Cleo Marsh", "Dev Rao", "Eve Lund"] {
        let other = world.person(name).await;
        world.wait(1000);
        let small = direct(&other, &asha).await;
        say(&other, small, "Hello").await;
        chats.push(small);
    }
    let mut watcher = Watcher::of(&asha).await;
    world.wait(1000);
    say(&ben, chat, "Fire drill at noon.").await;
    watcher.assert_in_sync().await;
    let order = |rows: &[crate::chat::model::Row]| rows.iter().map(|row| row.conversation).collect::<Vec<_>>();
    let all = actions::list_inbox(&asha, "", None, None).await.expect("the inbox");
    assert_eq!((order(&all.rows), all.unread), (vec![chats[0], chats[3], chats[2], chats[1]], 4));
    // Each page begins below the last row of the one before, whichever kind that is.
    for (at, row) in all.rows.iter().enumerate() {
        let below = actions::list_inbox(&asha, "", Some(&row.place().to_string()), None).await.expect("a page");
        assert_eq!(order(&below.rows), order(&all.rows[at + 1..]));
    }
    actions::mark_read(&asha, Some(chat)).await.expect("read");
    watcher.assert_in_sync().await;
    assert_eq!(actions::list_inbox(&asha, "", None, None).await.expect("the inbox").unread, 3);
    actions::set_flags(&asha, chat, None, None, Some(true)).await.expect("archived");
    watcher.assert_in_sync().await;
    assert_eq!(order(&actions::list_inbox(&asha, "archived", None, None).await.expect("archived").rows), [chat]);
    say(&ben, chat, "At one, then.").await;
    watcher.assert_in_sync().await;
    assert!(watcher.row(chat).is_some_and(|row| !row.archived && row.unread == 1), "something new brings it back");
    actions::set_flags(&asha, chat, Some(true), Some(true), None).await.expect("pinned and muted");
    watcher.assert_in_sync().await;
    let all = actions::list_inbox(&asha, "", None, None).await.expect("the inbox");
    assert_eq!((all.rows[0].conversation, all.unread), (chat, 3), "what is muted does not ask for attention");
});

story!(what_was_deleted_unread_is_unread_no_more, |world| async {
    let (asha, ben, chat) = everybody(&world, "all").await;
    let mut watcher = Watcher::of(&asha).await;
    let sent = say(&ben, chat, "Wrong group").await;
    watcher.assert_in_sync().await;
    actions::delete(&ben, chat, sent.id).await.expect("deleted");
    watcher.assert_in_sync().await;
    assert_eq!(actions::list_inbox(&asha, "", None, None).await.expect("the inbox").unread, 0);
});

story!(a_break_is_made_good_in_a_large_conversation, |world| async {
    let (asha, ben, chat) = everybody(&world, "all").await;
    let mut watcher = Watcher::of(&asha).await;
    watcher.open(chat).await;
    let first = say(&ben, chat, "One").await;
    watcher.catch_up().await;
    let cleo = world.person("Cleo Marsh").await;
    actions::add_people(&ben_as_admin(&asha, &ben, chat).await, chat, &[cleo.who.person]).await.expect("added");
    edit(&ben, chat, first.id, "Two").await.expect("edited");
    say(&cleo, chat, "Three").await;
    watcher.drop_all();
    watcher.reconnect().await;
    watcher.assert_in_sync().await;
});

story!(a_conversation_that_becomes_large_is_held_as_it_is_by_all, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], "all").await;
    let crowd = crowd(&world, LARGE).await;
    actions::add_people(&asha, chat, &crowd[..254]).await.expect("added");
    let mut watcher = Watcher::of(&ben).await;
    watcher.open(chat).await;
    assert!(!watcher.timeline().details.large && watcher.timeline().details.members.len() == 256);
    actions::add_people(&asha, chat, &crowd[254..]).await.expect("added");
    watcher.catch_up().await;
    say(&asha, chat, "Now there are many of us.").await;
    watcher.assert_in_sync().await;
    assert!(watcher.timeline().details.large && watcher.timeline().details.present == 258);
    actions::leave(&asha, chat).await.expect("she leaves");
    watcher.assert_in_sync().await;
    assert_eq!(watcher.timeline().details.present, 257);
});

story!(receipts_are_counts_and_members_come_in_pages, |world| async {
    let (asha, ben, chat) = everybody(&world, "all").await;
    let sent = say(&asha, chat, "Fire drill at noon.").await;
    let mut hers = Watcher::of(&asha).await;
    hers.open(chat).await;
    let seen = Up::Seen { conversation: chat, up_to: sent.seq, shown: vec![Span(sent.seq, sent.seq)].into() };
    actions::hear(&ben, seen).await.expect("heard");
    while !world.world.lane.is_marked() {
        tokio::task::yield_now().await;
    }
    hers.assert_in_sync().await;
    assert_eq!(hers.timeline().marks.len(), 1, "nobody's but her own");
    let counted = actions::list_receipts(&asha, chat, sent.id).await.expect("receipts");
    assert_eq!(counted, Receipts::Counted(Counted { read: 1, delivered: 1, of: LARGE + 1 }));
    let (mut members, mut after) = (Vec::new(), None);
    loop {
        let page = actions::list_members(&ben, chat, after).await.expect("a page");
        members.extend(page.members.into_iter().map(|member| member.person.id));
        after = members.last().copied();
        if !page.more {
            break;
        }
    }
    assert_eq!(members.len(), 258);
    assert_eq!(members[0], asha.who.person, "who answers for it stands first");
    members.sort_unstable();
    members.dedup();
    assert_eq!(members.len(), 258, "each once");
    let stranger = world.person("Cleo Marsh").await;
    assert_eq!(actions::list_members(&stranger, chat, None).await, Err(Failure::NotFound));
});

/// Ben, whom Asha made an admin.
async fn ben_as_admin(asha: &Ctx, ben: &Ctx, chat: ConversationId) -> Ctx {
    actions::appoint(asha, chat, ben.who.person, "admin").await.expect("appointed");
    ben.clone()
}
