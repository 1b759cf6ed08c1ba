//! A subject's access: all that is held of them, nothing that is secret, nothing of others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::schema::Schema;
use super::{address, count, end, everything, made, tables, theirs};
use crate::access::{Ctx, Failure, Level, OrganisationId, PersonId};
use crate::account::model::Profile;
use crate::affiliation::actions::affiliate;
use crate::affiliation::model::{OPEN_END, Terms};
use crate::audit::{Actor, Deed, Scope};
use crate::chat::actions::{raise_floor, send, start_group};
use crate::retention::actions::{own_access, subject_access};
use crate::retention::model::{Access, Whose};
use crate::story;
use crate::testing::TestWorld;

async fn told(who: &Ctx) -> Vec<String> {
    own_access(who).await.expect("told")
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

/// How many rows of each table the list says are this person's; of an organisation's, if it is named.
async fn held(world: &TestWorld, person: PersonId, of: Option<OrganisationId>) -> BTreeMap<String, usize> {
    let mut held = BTreeMap::new();
    for (table, kept) in tables().filter(|(_, kept)| matches!(kept.access, Access::Rows(..))) {
        let mut so = theirs(kept, Whose::Person, "$1").expect("a way leads to them");
        let mut bound = vec![person.0];
        if let Some(of) = of {
            so = format!("{so} AND {}", theirs(kept, Whose::Organisation, "$2").expect("a way leads to one"));
            bound.push(of.0);
        }
        held.insert(table.to_owned(), usize::try_from(count(world, table, &so, &bound).await).expect("none is less"));
    }
    held
}

/// How many rows of each table are in an answer.
fn counted(lines: &[String]) -> BTreeMap<String, usize> {
    by_table(lines).into_iter().map(|(table, rows)| (table, rows.len())).collect()
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
    let found = counted(&told(&asha).await);
    let held = held(&world, asha.who.person, None).await;
    let empty: Vec<_> = held.iter().filter(|(_, rows)| **rows == 0).collect();
    assert!(empty.is_empty(), "who did everything left something in {empty:?}");
    assert_eq!(found, held);
});

story!(every_column_is_told_or_left_out_with_a_reason, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    everything(&world, &asha, &ben, "Bed 4 is positive.").await;
    let (schema, found) = (Schema::of(&world).await, by_table(&told(&asha).await));
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
        let lines = told(who).await;
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
    let found = by_table(&told(&asha).await);
    let (person, device) = (&found["person"][0], &found["device"][0]);
    assert_eq!((&person["id"], &person["name"]), (&asha.who.person.to_string().into(), &"Asha Patel".into()));
    assert_eq!((&device["id"], &device["locked"]), (&asha.who.device.to_string().into(), &false.into()));
    assert_eq!((&device["created_at"], &device["revoked_at"]), (&world.now().0.into(), &Value::Null));
    assert_eq!(found["membership"][0]["conversation_id"], chat.to_string());
    assert_eq!(found["message_version"][0]["body"], "Bed 4 is positive.");
});

story!(an_admin_is_told_of_those_who_belong_to_the_organisation_or_did, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    everything(&world, &asha, &ben, "Bed 4 is positive.").await;
    let vale = world.organisation("Vale Trust", "vale.nhs.uk").await;
    let city = admin(&world, world.organisation, Level::OrganisationAdmin).await;
    let (other, network) = (admin(&world, vale, Level::OrganisationAdmin).await, admin(&world, vale, Level::NetworkAdmin).await);
    for who in [&city, &network] {
        let lines = subject_access(who, world.organisation, asha.who.person).await.expect("told");
        assert_eq!(counted(&lines), held(&world, asha.who.person, Some(world.organisation)).await);
    }
    world.leaves(&asha).await;
    assert!(subject_access(&city, world.organisation, asha.who.person).await.is_ok(), "whoever left asks by letter");
    let before = world.audited().await.len();
    let nobody = PersonId(world.world.id());
    let not_found = [
        (&ben, world.organisation, asha.who.person),
        (&ben, world.organisation, ben.who.person),
        (&other, world.organisation, asha.who.person),
        (&other, vale, asha.who.person),
        (&network, vale, asha.who.person),
        (&city, vale, asha.who.person),
        (&city, world.organisation, nobody),
    ];
    for (who, organisation, person) in not_found {
        assert_eq!(subject_access(who, organisation, person).await, Err(Failure::NotFound));
    }
    world.leaves(&city).await;
    assert_eq!(subject_access(&city, world.organisation, asha.who.person).await, Err(Failure::NotFound));
    assert_eq!(own_access(&asha).await, Err(Failure::SignedOut));
    assert_eq!(world.audited().await.len(), before, "whoever was told nothing did nothing");
});

story!(of_somebody_who_works_for_two_trusts_each_tells_what_is_its_own, |world| async {
    let vale = world.organisation("Vale Trust", "vale.nhs.uk").await;
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let (city, other) =
        (admin(&world, world.organisation, Level::OrganisationAdmin).await, admin(&world, vale, Level::OrganisationAdmin).await);
    let terms = Terms { level: Level::Person, visible: true, from: world.now(), until: OPEN_END };
    affiliate(&other, vale, &address(&asha), terms).await.expect("she belongs there too");
    everything(&world, &asha, &ben, "Bed 4 is positive.").await;
    let chat = start_group(&other, None, "Ward 2", &[asha.who.person], "all").await.expect("founded");
    send(&asha, chat, None, "Bed 9 is negative.", None, None).await.expect("sent");
    for (who, of, own, others) in [(&city, world.organisation, "Bed 4", "Bed 9"), (&other, vale, "Bed 9", "Bed 4")] {
        let lines = subject_access(who, of, asha.who.person).await.expect("told");
        let held: BTreeMap<_, _> = held(&world, asha.who.person, Some(of)).await.into_iter().filter(|(_, rows)| *rows > 0).collect();
        assert_eq!(counted(&lines), held);
        let has = |words: &str| lines.iter().any(|line| line.contains(words));
        assert_eq!((has(own), has(others)), (true, false), "{lines:?}");
    }
    let all = told(&asha).await.join("\n");
    assert!(all.contains("Bed 4") && all.contains("Bed 9"));
});

story!(who_was_told_of_whom_is_written_down_and_that_is_told_too, |world| async {
    let asha = world.person("Asha Patel").await;
    let ada = admin(&world, world.organisation, Level::OrganisationAdmin).await;
    subject_access(&ada, world.organisation, asha.who.person).await.expect("told");
    world.wait(1);
    let seen = by_table(&told(&asha).await);
    let by = [&ada, &asha].map(|who| Actor::Person { person: who.who.person, device: who.who.device });
    let entries = world.audited().await;
    assert_eq!([0, 1].map(|at| entries[at].actor()), by);
    for entry in &entries {
        assert_eq!((entry.deed(), entry.scope()), (Deed::AccessGiven, Scope::Oneself(asha.who.person)));
    }
    assert_eq!(entries[0].detail, format!("{{\"organisation\":\"{}\"}}", world.organisation));
    let devices: Vec<_> = seen["audit"].iter().map(|row| (row["deed"].as_str(), row["device_id"].as_str())).collect();
    let own = asha.who.device.to_string();
    assert_eq!(devices, [(Some("access_given"), None), (Some("access_given"), Some(own.as_str()))], "an admin's device is the admin's own");
});

story!(what_is_kept_no_longer_is_not_told_swept_or_not, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = everything(&world, &asha, &ben, "Bed 4 is positive.").await;
    raise_floor(&world.world, chat, end(&asha, chat).await).await.expect("raised");
    let found = by_table(&told(&asha).await);
    assert_eq!(["message", "message_version", "receipt"].map(|table| found.contains_key(table)), [false; 3]);
    assert!(found.contains_key("membership"), "that they are in it is so still");
});
