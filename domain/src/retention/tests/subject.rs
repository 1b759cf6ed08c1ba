//! A subject's access: all that is held of them, nothing that is secret, nothing of others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::schema::Schema;
use super::{count, end, everything, made, tables, theirs};
use crate::access::{Ctx, Failure, Level, OrganisationId, PersonId};
use crate::account::model::Profile;
use crate::audit::{Actor, Deed, Scope};
use crate::chat::actions::raise_floor;
use crate::retention::actions::subject_access;
use crate::retention::model::{Access, Whose};
use crate::story;
use crate::testing::TestWorld;

async fn told(who: &Ctx, of: &Ctx) -> Vec<String> {
    subject_access(who, of.who.person).await.expect("told")
}

/// The rows of an answer, by the table that they were found in.
fn by_table(lines: &[String]) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in lines {
        let mut line: Value = serde_json::from_str(line).expect("a line is JSON");
        let (table, row) = (line["table"].as_str().expect("a table").to_owned(), line["row"].take());
        found.entry(table).or_default().push(row);
    }
    found
}

/// The tables that say they hold something of a person's.
fn of_people() -> impl Iterator<Item = (&'static str, String)> {
    let of_people = tables().filter(|(_, kept)| matches!(kept.access, Access::Rows(..)));
    of_people.map(|(table, kept)| (table, theirs(kept, Whose::Person).expect("a way leads to them")))
}

async fn admin(world: &TestWorld, of: OrganisationId, level: Level) -> Ctx {
    let profile = Profile {
        name: "Ada Grant".into(),
        role: "Administrator".into(),
        grade: "Band 7".into(),
        body: "none".into(),
        ..Profile::default()
    };
    world.person_who(of, &profile, level).await
}

story!(somebody_who_did_everything_is_told_every_row_that_the_list_says_is_theirs, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    everything(&world, &asha, &ben, "Bed 4 is positive.").await;
    everything(&world, &ben, &asha, "Bed 5 is negative.").await;
    let mut held = BTreeMap::new();
    for (table, theirs) in of_people() {
        let rows = count(&world, table, &theirs, Some(asha.who.person.0)).await;
        assert!(rows > 0, "who did everything left something in {table}");
        held.insert(table.to_owned(), rows);
    }
    let found = by_table(&told(&asha, &asha).await);
    let found: BTreeMap<_, _> = found.into_iter().map(|(table, rows)| (table, i64::try_from(rows.len()).expect("few"))).collect();
    assert_eq!(found, held);
});

story!(every_column_is_told_or_left_out_with_a_reason, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    everything(&world, &asha, &ben, "Bed 4 is positive.").await;
    let (schema, found) = (Schema::of(&world).await, by_table(&told(&asha, &asha).await));
    for (table, kept) in tables() {
        let Access::Rows(_, without) = kept.access else { continue };
        let left = kept.secret.iter().chain(without).flat_map(|(columns, _)| columns.iter().map(|column| (*column).to_owned()));
        let left: BTreeSet<String> = left.collect();
        for row in &found[table] {
            let told: BTreeSet<String> = row.as_object().expect("a row has columns").keys().cloned().collect();
            assert!(told.is_disjoint(&left), "{table}");
            assert_eq!(&told | &left, schema.columns[table], "{table}: a column is told to its subject, or `list.rs` says why not");
        }
    }
});

story!(nothing_that_is_secret_is_told_whoever_asks_and_nothing_that_others_wrote, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    everything(&world, &asha, &ben, "Bed 4 is positive.").await;
    everything(&world, &ben, &asha, "Bed 5 is negative.").await;
    let mut secrets = Vec::new();
    for (table, kept) in tables() {
        for column in kept.secret.iter().flat_map(|(columns, _)| columns.iter()) {
            let mut tx = world.world.db.read().await.expect("a read");
            let kept: Vec<(String,)> = tx.query(made(format!("SELECT {column} FROM {table}"))).fetch_all().await.expect("read");
            assert!(kept.len() >= 2, "{table}.{column}: one of each");
            secrets.extend(kept.into_iter().map(|(secret,)| secret));
        }
    }
    for (own, others, who) in [("Bed 4", "Bed 5", &asha), ("Bed 5", "Bed 4", &ben)] {
        let lines = told(who, who).await;
        assert_eq!(lines.iter().filter(|line| line.contains(own)).count(), 3, "the message, its first text, the draft");
        for line in &lines {
            assert!(!line.contains(others), "{line}");
            // Inside JSON, quotes are escaped.
            let plain = line.replace("\\\"", "\"");
            assert!(secrets.iter().all(|secret| !plain.contains(secret.as_str())), "{line}");
        }
    }
});

story!(an_answer_reads_as_what_is_kept, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = everything(&world, &asha, &ben, "Bed 4 is positive.").await;
    let found = by_table(&told(&asha, &asha).await);
    let (person, device) = (&found["person"][0], &found["device"][0]);
    assert_eq!((&person["id"], &person["name"]), (&asha.who.person.to_string().into(), &"Asha Patel".into()));
    assert_eq!((&device["id"], &device["locked"]), (&asha.who.device.to_string().into(), &false.into()));
    assert_eq!((&device["created_at"], &device["revoked_at"]), (&world.now().0.into(), &Value::Null));
    assert_eq!(found["membership"][0]["conversation_id"], chat.to_string());
    assert_eq!(found["message_version"][0]["body"], "Bed 4 is positive.");
});

story!(people_ask_for_themselves_and_an_admin_for_those_of_the_organisation, |world| async {
    let vale = world.organisation("Vale Trust", "vale.nhs.uk").await;
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let of_theirs = admin(&world, world.organisation, Level::OrganisationAdmin).await;
    let (of_another, of_both) = (admin(&world, vale, Level::OrganisationAdmin).await, admin(&world, vale, Level::NetworkAdmin).await);
    let own = told(&asha, &asha).await;
    for who in [&of_theirs, &of_both] {
        // Each answer leaves an entry, which the next one tells.
        assert!(told(who, &asha).await.len() > own.len());
    }
    let nobody = PersonId(world.world.id());
    for (who, of) in [(&ben, asha.who.person), (&of_another, asha.who.person), (&asha, nobody), (&of_both, nobody)] {
        assert_eq!(subject_access(who, of).await, Err(Failure::NotFound));
    }
    let gone = of_theirs.who.person;
    world.write("UPDATE person SET left_at = 1 WHERE id = $1", |query| query.bind(gone)).await;
    assert_eq!(subject_access(&of_theirs, asha.who.person).await, Err(Failure::NotFound));
});

story!(who_was_told_of_whom_is_written_down_and_that_is_told_too, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let ada = admin(&world, world.organisation, Level::OrganisationAdmin).await;
    assert!(subject_access(&ben, asha.who.person).await.is_err());
    assert_eq!(world.audited().await, [], "whoever was told nothing did nothing");
    let lines = told(&ada, &asha).await;
    let entry = world.audited().await.pop().expect("written down");
    assert_eq!((entry.deed(), entry.scope()), (Deed::AccessGiven, Scope::Oneself(asha.who.person)));
    assert_eq!(entry.actor(), Actor::Person { person: ada.who.person, device: ada.who.device });
    assert_eq!(entry.detail, format!("{{\"rows\":{}}}", lines.len()));
    let seen = by_table(&told(&asha, &asha).await);
    assert_eq!((&seen["audit"][0]["deed"], &seen["audit"][0]["actor_id"]), (&"access_given".into(), &ada.who.person.to_string().into()));
    assert_eq!(seen["audit"][0]["device_id"], Value::Null, "on which device is the admin's own");
});

story!(what_is_kept_no_longer_is_not_told_swept_or_not, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = everything(&world, &asha, &ben, "Bed 4 is positive.").await;
    raise_floor(&world.world, chat, end(&asha, chat).await).await.expect("raised");
    let found = by_table(&told(&asha, &asha).await);
    assert_eq!(["message", "message_version", "receipt"].map(|table| found.contains_key(table)), [false; 3]);
    assert!(found.contains_key("membership"), "that they are in it is so still");
});
