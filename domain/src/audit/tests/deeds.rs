//! Which deeds are written down, and what of them. Coming in and going: `account/tests/audited.rs`.

use super::fill;
use crate::access::{ConversationId, Ctx};
use crate::audit::actions::record;
use crate::audit::{Actor, Audit, Deed, Scope};
use crate::chat::{self, actions};
use crate::story;
use crate::testing::TestWorld;

/// What was written down since `before` entries: the deed, and what else is known of it.
async fn told(world: &TestWorld, before: usize) -> Vec<(&'static str, String)> {
    let entries = world.audited().await;
    entries.iter().skip(before).map(|entry| (entry.deed().key(), entry.detail.clone())).collect()
}

async fn count(world: &TestWorld) -> usize {
    world.audited().await.len()
}

async fn founded(by: &Ctx, with: &Ctx) -> ConversationId {
    actions::start_group(by, None, "SECRET ward", &[with.who.person], "joining").await.expect("founded")
}

story!(a_group_is_written_down_deed_by_deed_and_nothing_that_anybody_typed, |world| async {
    let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
    let [b, c] = [&ben, &cleo].map(|ctx| ctx.who.person);
    let chat = founded(&asha, &ben).await;
    world.wait(1);
    actions::rename(&asha, chat, "SECRET ward 8").await.expect("renamed");
    world.wait(1);
    actions::set_history(&asha, chat, "all").await.expect("changed");
    world.wait(1);
    actions::add_people(&asha, chat, &[c]).await.expect("added");
    world.wait(1);
    actions::appoint(&asha, chat, b, "admin").await.expect("appointed");
    world.wait(1);
    actions::remove_person(&ben, chat, c).await.expect("removed");
    world.wait(1);
    actions::leave(&asha, chat).await.expect("left");
    assert_eq!(
        told(&world, 0).await,
        [
            ("group_founded", format!("{{\"history\":\"joining\",\"people\":[\"{b}\"]}}")),
            ("group_renamed", "{}".into()),
            ("rules_changed", "{\"history\":\"all\"}".into()),
            ("people_added", format!("{{\"people\":[\"{c}\"]}}")),
            ("person_appointed", format!("{{\"person\":\"{b}\",\"role\":\"admin\"}}")),
            ("person_removed", format!("{{\"person\":\"{c}\"}}")),
            ("person_left", format!("{{\"heir\":\"{b}\"}}")),
        ]
    );
    for entry in world.audited().await {
        let who = if entry.deed() == Deed::PersonRemoved { &ben } else { &asha };
        assert_eq!(entry.actor(), Actor::Person { person: who.who.person, device: who.who.device });
        assert_eq!((entry.scope(), entry.organisation_id), (Scope::Conversation(chat), world.organisation));
        assert!(entry.is_marked_by(&world.world.secret) && !format!("{entry:?}").contains("SECRET"));
    }
});

story!(a_change_and_a_deletion_name_the_message_and_a_purge_is_pandos_own, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = founded(&asha, &ben).await;
    let before = count(&world).await;
    world.wait(1);
    let sent = actions::send(&asha, chat, None, "SECRET: give 10 mg", None, None).await.expect("sent");
    actions::edit(&asha, chat, sent.id, 1, "SECRET: give 5 mg").await.expect("changed");
    world.wait(1);
    actions::edit(&asha, chat, sent.id, 1, "SECRET: give 1 mg").await.expect("answered: another version is there by now");
    actions::delete(&asha, chat, sent.id).await.expect("deleted");
    world.wait(1);
    actions::raise_floor(&world.world, chat, sent.seq).await.expect("raised");
    while actions::sweep(&world.world, chat).await.expect("swept") {}
    assert_eq!(
        told(&world, before).await,
        [
            ("message_edited", format!("{{\"message\":\"{}\",\"version\":2}}", sent.id)),
            ("message_deleted", format!("{{\"message\":\"{}\"}}", sent.id)),
            ("messages_purged", format!("{{\"up_to\":{}}}", sent.seq)),
        ]
    );
    let entries = world.audited().await;
    assert_eq!(entries.last().map(|entry| (entry.actor(), entry.scope())), Some((Actor::System, Scope::Conversation(chat))));
    assert!(!format!("{entries:?}").contains("SECRET"));
});

story!(what_is_ones_own_alone_leaves_no_entry, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = founded(&asha, &ben).await;
    let before = count(&world).await;
    let sent = actions::send(&ben, chat, None, "Bed 4 is ready.", None, None).await.expect("sent");
    actions::save_draft(&asha, chat, "On my way", Some(sent.id), None).await.expect("kept");
    actions::set_flags(&asha, chat, Some(true), None, None).await.expect("pinned");
    actions::mark_unread(&asha, chat, None).await.expect("marked");
    actions::mark_read(&asha, None).await.expect("marked");
    actions::start_direct(&asha, ben.who.person).await.expect("started");
    crate::account::actions::lock(&asha).await.expect("locked");
    assert_eq!(told(&world, before).await, []);
});

story!(what_is_refused_or_changes_nothing_leaves_no_entry, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = founded(&asha, &ben).await;
    let before = count(&world).await;
    assert!(actions::rename(&ben, chat, "Mine").await.is_err(), "a member may not");
    assert!(actions::appoint(&asha, chat, asha.who.person, "member").await.is_err(), "the last owner stays one");
    actions::rename(&asha, chat, "SECRET ward").await.expect("that is its name already");
    actions::appoint(&asha, chat, ben.who.person, "member").await.expect("he is one already");
    assert_eq!(told(&world, before).await, []);
});

story!(an_action_that_is_rolled_back_leaves_no_entry, |world| async {
    let asha = world.person("Asha Patel").await;
    let audit = Audit::own(&asha.who, Deed::PinChanged);
    let mut tx = asha.write().await.expect("a write");
    record(&world.world, &mut tx, &audit).await.expect("written down");
    drop(tx);
    // And one whose last statement fails: nothing of it is kept, and the entry says nothing.
    let mut tx = asha.write().await.expect("a write");
    tx.query("INSERT INTO network (id, name) VALUES ($1, 'Twice')").bind(world.network).execute().await.expect_err("there is one");
    assert!(asha.commit(tx, audit, &[]).await.is_err());
    assert_eq!(count(&world).await, 0);
    let waiting = "SELECT count(*) FROM audit_queue";
    let (waiting,): (i64,) = world.world.db.read().await.expect("a read").query(waiting).fetch_one().await.expect("counted");
    assert_eq!(waiting, 0);
});

story!(a_deed_whose_entry_cannot_be_written_is_not_done, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = founded(&asha, &ben).await;
    world.write("ALTER TABLE audit RENAME TO audit_away", |query| query).await;
    assert!(actions::rename(&asha, chat, "Ward 9").await.is_err());
    world.write("ALTER TABLE audit_away RENAME TO audit", |query| query).await;
    let details = actions::open(&asha, chat, None).await.expect("opened").timeline.details;
    assert_eq!((details.title.as_str(), details.kind), ("SECRET ward", chat::model::Kind::Group));
});

story!(an_entry_of_a_newer_version_is_read_plainly, |world| async {
    let asha = world.person("Asha Patel").await;
    fill(&world, &asha, 1).await;
    world.write("UPDATE audit SET actor = 'robot', deed = 'tube_fed', scope = 'patient'", |query| query).await;
    let entry = world.audited().await.remove(0);
    assert_eq!((entry.actor(), entry.deed(), entry.scope()), (Actor::Other, Deed::Other, Scope::Other));
    assert_eq!((entry.actor.as_str(), entry.deed.as_str()), ("robot", "tube_fed"));
});
