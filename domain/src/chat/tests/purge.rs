//! What is kept no longer is gone: from every screen at once, from the tables by and by, and nothing points to it.

use platform::db::Tx;
use tokio::join;

use super::super::live::{Event, Frame, Held};
use super::super::model::{Place, Quoted};
use super::marks::{sees, up};
use super::{Watcher, edit, group, look, say};
use crate::access::{ConversationId, Ctx, Failure, MessageId, Outcome};
use crate::chat::actions;
use crate::{story, testing::TestWorld};

/// What points to a message that is not there, or lies below the floor.
const LEFT: [&str; 5] = [
    "SELECT count(*) AS n FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.seq <= c.floor_seq",
    "SELECT count(*) AS n FROM message_version v WHERE NOT EXISTS
         (SELECT 1 FROM message m WHERE m.conversation_id = v.conversation_id AND m.id = v.message_id)",
    "SELECT count(*) AS n FROM change e WHERE e.what = 'message' AND NOT EXISTS
         (SELECT 1 FROM message m WHERE m.conversation_id = e.topic_id AND m.seq = e.which)",
    "SELECT count(*) AS n FROM receipt r JOIN conversation c ON c.id = r.conversation_id WHERE r.up_to <= c.floor_seq",
    "SELECT count(*) AS n FROM membership s WHERE s.draft_answers IS NOT NULL AND NOT EXISTS
         (SELECT 1 FROM message m WHERE m.conversation_id = s.conversation_id AND m.id = s.draft_answers)",
];
const DANGLING: &str = "SELECT count(*) AS n FROM message a WHERE a.reply_to IS NOT NULL AND a.reply_to <> $1 AND NOT EXISTS
                            (SELECT 1 FROM message m WHERE m.conversation_id = a.conversation_id AND m.id = a.reply_to)";

async fn is_swept(world: &TestWorld) {
    let mut tx: Tx = world.world.db.read().await.expect("a read");
    for sql in LEFT {
        let (left,) = tx.query(sql).fetch_one::<(i64,)>().await.expect("counted");
        assert_eq!(left, 0, "{sql}");
    }
    let (left,) = tx.query(DANGLING).bind(uuid::Uuid::nil()).fetch_one::<(i64,)>().await.expect("counted");
    assert_eq!(left, 0, "{DANGLING}");
}

async fn answer(who: &Ctx, chat: ConversationId, to: MessageId, body: &str) -> Outcome<MessageId> {
    actions::send(who, chat, None, body, Some(to), None).await.map(|sent| sent.id)
}

async fn sweep(world: &TestWorld, chat: ConversationId) {
    while actions::sweep(&world.world, chat).await.expect("swept") {}
}

story!(what_is_kept_no_longer_is_gone_from_every_screen_and_nothing_points_to_it, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben], "all").await;
    let old = say(&asha, chat, "Bed 4 is SECRET positive.").await;
    edit(&asha, chat, old.id, "Bed 5 is SECRET positive.").await.expect("edited");
    let reply = answer(&ben, chat, old.id, "Isolated.").await.expect("answered");
    up(&ben, sees(chat, 1, old.seq)).await;
    actions::save_draft(&ben, chat, "On it", Some(old.id), None).await.expect("kept");
    let (mut one, mut other, mut away) = (Watcher::of(&asha).await, Watcher::of(&ben).await, Watcher::of(&ben).await);
    for watcher in [&mut one, &mut other, &mut away] {
        watcher.open(chat).await;
    }
    away.drop_all();
    actions::raise_floor(&world.world, chat, old.seq).await.expect("raised");
    for step in 0..2 {
        one.assert_in_sync().await;
        other.assert_in_sync().await;
        let (told, opened) = (other.timeline().clone(), look(&ben, chat).await);
        assert_eq!(told.messages, opened.timeline.messages, "all that is left, and nothing else");
        assert_eq!(told.messages.iter().map(|line| (line.id, line.quote.clone())).collect::<Vec<_>>(), [(reply, Some(Quoted::Before))]);
        assert_eq!((opened.row.draft.as_str(), opened.row.answers), ("On it", None));
        assert!(!format!("{:?}", (&told, &opened.timeline, other.row(chat))).contains("SECRET"));
        if step == 0 {
            sweep(&world, chat).await;
            is_swept(&world).await;
        }
    }
    away.reconnect().await;
    away.assert_in_sync().await;
    assert_eq!(away.timeline().messages.len(), 1);
    assert_eq!(
        answer(&asha, chat, old.id, "Again").await.map(drop).err().and_then(|failure| failure.field().map(str::to_owned)),
        Some("reply_to".into())
    );
    assert_eq!(actions::edit(&asha, chat, old.id, 2, "Bed 6").await.map(drop), Err(Failure::NotFound));
    assert_eq!(actions::list_receipts(&asha, chat, old.id).await.map(drop), Err(Failure::NotFound));
    actions::add_people(&asha, chat, &[cleo.who.person]).await.expect("added");
    assert_eq!(look(&cleo, chat).await.timeline.messages.len(), 2, "whoever may see everything sees what is left");
    say(&cleo, chat, "Thanks.").await;
    for watcher in [&mut one, &mut other, &mut away] {
        watcher.assert_in_sync().await;
    }
});

story!(whoever_held_what_is_gone_asks_for_it_anew_once_and_no_more, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], "all").await;
    for bed in 1..=4 {
        say(&asha, chat, &format!("Bed {bed} is ready.")).await;
    }
    let held = |seq| [Held { conversation: chat, seq, read_number: 0, marked_unread: false }];
    let missed = async |seq| {
        let frames = actions::resume(&ben, i64::MAX, &held(seq), Place::TOP, Some(chat)).await.expect("answered").frames;
        frames.into_iter().filter(|frame| !matches!(frame, Frame::Marks { .. } | Frame::Refetch(None))).collect::<Vec<_>>()
    };
    let before = look(&ben, chat).await;
    let end = before.timeline.last_seq;
    assert_eq!(before.row.unread, 4);
    actions::raise_floor(&world.world, chat, end).await.expect("raised");
    for _ in 0..2 {
        for seq in [0, 2, end] {
            assert_eq!(missed(seq).await, [Frame::Refetch(Some(chat))], "{seq}");
        }
        let now = look(&ben, chat).await;
        assert_eq!((now.timeline.messages.len(), now.row.last, now.row.unread, now.first_unread), (0, None, 0, None));
        assert_eq!(missed(now.timeline.last_seq).await, [], "then it is up to date");
        sweep(&world, chat).await;
    }
    actions::raise_floor(&world.world, chat, 3).await.expect("a floor never falls");
    let now = look(&ben, chat).await.timeline.last_seq;
    let said = say(&asha, chat, "Bed 5 is ready.").await;
    assert_eq!(said.seq, now + 1);
    assert!(matches!(missed(now).await.as_slice(), [Frame::Events { events, .. }] if matches!(events.as_slice(), [Event::Said(_)])));
    assert_eq!(look(&ben, chat).await.row.unread, 1);
});

story!(what_is_changed_or_answered_as_it_goes_leaves_nothing_that_points_to_it, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    for _ in 0..10 {
        let chat = group(&asha, &[&ben], "all").await;
        let old = say(&asha, chat, "Bed 4 is ready.").await;
        let mut watcher = Watcher::of(&ben).await;
        watcher.open(chat).await;
        let purge = async {
            actions::raise_floor(&world.world, chat, old.seq).await.expect("raised");
            sweep(&world, chat).await;
        };
        let changes = async { drop(edit(&asha, chat, old.id, "Bed 5 is ready.").await) };
        let answers = async { drop(answer(&ben, chat, old.id, "Thanks.").await) };
        let drafts = async { drop(actions::save_draft(&ben, chat, "On it", Some(old.id), None).await) };
        join!(purge, changes, answers, drafts);
        sweep(&world, chat).await;
        is_swept(&world).await;
        watcher.assert_in_sync().await;
        assert!(watcher.timeline().find(old.id).is_none());
    }
});
