//! Whatever happens in whatever order, what a browser holds ends as a fresh fetch: no gap, no double.

use proptest::prelude::*;

use super::{Watcher, edit, group, message_id, say};
use crate::access::{ConversationId, Ctx, MessageId};
use crate::chat::actions;
use crate::testing::{Engine, TestWorld};

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
enum Step {
    Say(usize),
    SayTwice(usize),
    Reply(usize, usize),
    Edit(usize, usize),
    Delete(usize, usize),
    Rename(usize),
    Draft(usize, usize),
    Pin(usize),
    Read(usize),
    Drop,
    Scramble,
    Reconnect,
    CatchUp,
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..2_usize;
    prop_oneof![
        6 => who.clone().prop_map(Step::Say),
        1 => who.clone().prop_map(Step::SayTwice),
        2 => (who.clone(), 0..20_usize).prop_map(|(who, of)| Step::Reply(who, of)),
        2 => (who.clone(), 0..20_usize).prop_map(|(who, of)| Step::Edit(who, of)),
        1 => (who.clone(), 0..20_usize).prop_map(|(who, of)| Step::Delete(who, of)),
        1 => who.clone().prop_map(Step::Rename),
        2 => (who.clone(), 0..20_usize).prop_map(|(who, of)| Step::Draft(who, of)),
        1 => who.clone().prop_map(Step::Pin),
        1 => who.prop_map(Step::Read),
        2 => Just(Step::Drop),
        2 => Just(Step::Scramble),
        2 => Just(Step::Reconnect),
        3 => Just(Step::CatchUp),
    ]
}

async fn take(step: Step, writers: &[Ctx; 2], chat: ConversationId, said: &mut Vec<MessageId>, watchers: &mut [Watcher]) {
    let pick = |said: &[MessageId], of: usize| said.get(of % said.len().max(1)).copied();
    // A change that the rules refuse (another's message, one deleted before) is part of life: it must leave no trace.
    match step {
        Step::Say(who) => said.extend(actions::send(&writers[who], chat, None, "obs stable", None, None).await.map(|sent| sent.id)),
        Step::SayTwice(who) => {
            let id = message_id(&writers[who]);
            let send = || actions::send(&writers[who], chat, Some(id), "twice", None, None);
            let (one, two) = tokio::join!(send(), send());
            assert_eq!(one.expect("sent"), two.expect("sent"));
            said.push(id);
        }
        Step::Reply(who, of) => drop(actions::send(&writers[who], chat, None, "on it", pick(said, of), None).await),
        Step::Edit(who, of) => {
            if let Some(id) = pick(said, of) {
                drop(edit(&writers[who], chat, id, &format!("edited {of}")).await);
            }
        }
        Step::Delete(who, of) => {
            if let Some(id) = pick(said, of) {
                drop(actions::delete(&writers[who], chat, id).await);
            }
        }
        Step::Rename(who) => drop(actions::rename(&writers[who], chat, "Renamed").await),
        Step::Draft(who, of) => drop(actions::save_draft(&writers[who], chat, "so far", pick(said, of), None).await.expect("kept")),
        Step::Pin(who) => actions::set_flags(&writers[who], chat, Some(true), None, None).await.expect("pinned"),
        Step::Read(who) => actions::mark_read(&writers[who], Some(chat)).await.expect("read"),
        Step::Drop => watchers.iter().for_each(Watcher::drop_all),
        Step::Scramble => watchers.iter().for_each(Watcher::scramble),
        Step::Reconnect => {
            for watcher in watchers {
                watcher.drop_all();
                watcher.reconnect().await;
            }
        }
        Step::CatchUp => {
            for watcher in watchers {
                watcher.catch_up().await;
            }
        }
    }
}

async fn live_through(engine: Engine, steps: &[Step]) {
    let world = TestWorld::on(engine).await;
    let writers = [world.person("Asha Patel").await, world.person("Ben Okafor").await];
    let chat = group(&writers[0], &[&writers[1]], "joining").await;
    // Somebody joins after this was said: it is changed, taken back and answered like all the rest, behind their back.
    let mut said = vec![say(&writers[0], chat, "Before").await.id];
    let joiner = world.person("Cleo Marsh").await;
    actions::add_people(&writers[0], chat, &[joiner.who.person]).await.expect("added");
    let mut watchers = [Watcher::of(&writers[0]).await, Watcher::of(&writers[1]).await, Watcher::of(&joiner).await];
    for watcher in &mut watchers {
        watcher.open(chat).await;
    }
    for step in steps {
        world.wait(1);
        take(*step, &writers, chat, &mut said, &mut watchers).await;
    }
    for watcher in &mut watchers {
        watcher.catch_up().await;
        watcher.reconnect().await;
        watcher.assert_in_sync().await;
        let seqs: Vec<_> = watcher.timeline().messages.iter().map(|message| message.seq).collect();
        assert!(seqs.windows(2).all(|pair| pair[0] < pair[1]), "no double, in order: {seqs:?}");
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_ends_as_a_fresh_fetch_on_sqlite(steps in proptest::collection::vec(step(), 1..60)) {
        runtime().block_on(live_through(Engine::Sqlite, &steps));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_ends_as_a_fresh_fetch_on_postgres(steps in proptest::collection::vec(step(), 1..60)) {
        runtime().block_on(live_through(Engine::Postgres, &steps));
    }
}
