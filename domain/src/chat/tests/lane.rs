//! The lane: what one sender does wrong, or does not know, costs the others nothing.

use platform::bus::Bus;

use super::{Watcher, direct, group, look, message_id, say};
use crate::access::{ConversationId, Ctx, Failure, MessageId, Outcome, oneself};
use crate::account::actions::write_profile;
use crate::account::model::Profile;
use crate::chat::actions;
use crate::chat::lane::Lane;
use crate::chat::model::Sent;
use crate::story;

/// So long a node may believe what it remembers of who is in a conversation.
const SECONDS: i64 = 5000;

/// All of these at once: the lane writes them together.
async fn together(sends: Vec<(&Ctx, ConversationId, MessageId)>) -> Vec<Outcome<Sent>> {
    let send = |(who, chat, id): (&Ctx, ConversationId, MessageId)| {
        let who = who.clone();
        tokio::spawn(async move { actions::send(&who, chat, Some(id), "Obs stable.", None, None).await })
    };
    let mut answers = Vec::new();
    for answer in sends.into_iter().map(send).collect::<Vec<_>>() {
        answers.push(answer.await.expect("no panic"));
    }
    answers
}

story!(of_two_people_with_one_id_only_the_second_is_refused_and_nobody_else, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let (chat, other) = (group(&asha, &[&ben, &cleo], "all").await, direct(&cleo, &ben).await);
    for who in [&asha, &ben, &cleo] {
        say(who, chat, "I am here.").await;
    }
    let id = message_id(&asha);
    let mut sends = vec![(&asha, chat, id), (&ben, chat, id)];
    for _ in 0..20 {
        sends.extend([(&cleo, chat, message_id(&cleo)), (&cleo, other, message_id(&cleo))]);
    }
    let mut answers = together(sends).await.into_iter();
    assert!(answers.next().expect("answered").is_ok());
    assert!(matches!(answers.next().expect("answered"), Err(Failure::Invalid { .. })));
    assert!(answers.all(|answer| answer.is_ok()), "nobody else's is lost");
    let id_again = actions::send(&ben, chat, Some(id), "Obs stable.", None, None).await;
    assert!(matches!(id_again, Err(Failure::Invalid { .. })), "and so it stays");
});

story!(an_id_that_is_another_s_already_costs_nobody_else_their_message, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben, &cleo], "all").await;
    for who in [&ben, &cleo] {
        say(who, chat, "I am here.").await;
    }
    let taken = say(&asha, chat, "Bed 4 is ready.").await.id;
    let sends = (0..20).map(|_| (&cleo, chat, message_id(&cleo))).chain([(&ben, chat, taken)]).collect();
    let mut answers = together(sends).await;
    assert!(matches!(answers.pop(), Some(Err(Failure::Invalid { .. }))));
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(look(&asha, chat).await.timeline.find(taken).expect("it is there").body, "Bed 4 is ready.");
});

story!(what_may_not_be_said_is_refused_and_costs_nobody_else_their_message, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let (chat, other) = (group(&asha, &[&ben], "all").await, direct(&cleo, &ben).await);
    let said = say(&asha, chat, "Remembered as a group.").await;
    say(&cleo, other, "I am here.").await;
    // A newer program made something else of it, which this one only reads.
    world.write("UPDATE conversation SET kind = 'forum' WHERE id = $1", |query| query.bind(chat)).await;
    let sends = (0..20).map(|_| (&cleo, other, message_id(&cleo))).chain([(&asha, chat, message_id(&asha))]).collect();
    let mut answers = together(sends).await;
    assert_eq!(answers.pop(), Some(Err(Failure::Forbidden)), "also where it was remembered otherwise");
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    world.wait(SECONDS);
    let again = actions::send(&asha, chat, Some(message_id(&asha)), "And now?", None, None).await;
    assert_eq!(again, Err(Failure::Forbidden));
    let edited = actions::edit(&asha, chat, said.id, 1, "Remembered as something else.").await;
    assert_eq!(edited.expect_err("it is only read"), Failure::Forbidden);
    assert_eq!(look(&asha, chat).await.timeline.last_seq, said.seq, "nothing was written");
});

story!(a_new_name_stands_above_what_is_said_some_seconds_later, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    say(&asha, chat, "Remembered by this name.").await;
    let profile = Profile { name: "Asha Patel-Shah".into(), role: "Staff nurse".into(), body: "none".into(), ..Profile::default() };
    let mut tx = world.world.db.write().await.expect("a write begins");
    let permit = oneself(&mut tx, asha.who.person).await.expect("she may say who she is");
    write_profile(&mut tx, world.organisation, &permit, &profile, world.now()).await.expect("renamed");
    tx.commit().await.expect("saved");
    world.wait(SECONDS);
    let mut watcher = Watcher::of(&ben).await;
    watcher.open(chat).await;
    say(&asha, chat, "Said by that one.").await;
    watcher.assert_in_sync().await;
    assert_eq!(watcher.timeline().messages.last().expect("said").author_name, "Asha Patel-Shah");
});

story!(a_node_that_did_not_hear_who_left_believes_it_for_seconds_only, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], "all").await;
    // Another node, which no hint of ours reaches.
    let node = Lane::start(world.world.db.clone(), Bus::default(), world.clock.clone());
    node.present(chat, ben.who.person).await.expect("he is in it");
    actions::remove_person(&asha, chat, ben.who.person).await.expect("removed");
    world.wait(SECONDS);
    assert!(matches!(node.present(chat, ben.who.person).await, Err(Failure::NotFound)));
    assert!(node.present(chat, asha.who.person).await.expect("she is").name(ben.who.person).is_none());
});

story!(whoever_left_says_nothing_where_the_hint_was_lost, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = group(&asha, &[&ben], "all").await;
    let node = Lane::start(world.world.db.clone(), Bus::default(), world.clock.clone());
    node.present(chat, ben.who.person).await.expect("he is in it");
    actions::remove_person(&asha, chat, ben.who.person).await.expect("removed");
    let sent = node.send(ben.who.person, chat, message_id(&ben), "Still here?".into(), None, None).await;
    assert_eq!(sent, Err(Failure::NotFound), "what is written is confirmed in its own transaction");
});

story!(whoever_joined_is_heard_where_the_hint_was_lost, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let chat = group(&asha, &[&ben], "all").await;
    let node = Lane::start(world.world.db.clone(), Bus::default(), world.clock.clone());
    node.present(chat, ben.who.person).await.expect("he is in it");
    actions::add_people(&asha, chat, &[cleo.who.person]).await.expect("added");
    node.send(cleo.who.person, chat, message_id(&cleo), "Hello".into(), None, None).await.expect("she is in it now");
});

story!(a_database_that_is_away_is_no_fault_with_a_reference, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = direct(&asha, &ben).await;
    say(&asha, chat, "I am here.").await;
    world.world.db.close().await;
    let sent = actions::send(&asha, chat, Some(message_id(&asha)), "Obs stable.", None, None).await;
    assert_eq!(sent.expect_err("it is on no disk"), Failure::Unavailable);
    let seen = actions::list_inbox(&asha, "all", None, None).await;
    assert_eq!(seen.expect_err("an outage is no empty ward"), Failure::Unavailable);
});
