//! Against the list everything goes, and nothing is left that points to what is gone.

use std::collections::BTreeMap;

use super::{count, end, everything, leads, made, tables, theirs};
use crate::access::OrganisationId;
use crate::account::actions::tidy;
use crate::account::model::SIGNED_IN_MILLIS;
use crate::audit::actions::{plan, seal};
use crate::chat::actions::{raise_floor, sweep};
use crate::retention::model::{Kept, Purge, Whose};
use crate::story;
use crate::testing::TestWorld;

/// How many rows each table holds, of those that lead to this organisation.
async fn held(world: &TestWorld, of: OrganisationId) -> BTreeMap<&'static str, i64> {
    let mut held = BTreeMap::new();
    for (table, kept) in tables() {
        if let Some(theirs) = theirs(kept, Whose::Organisation, "$1") {
            held.insert(table, count(world, table, &theirs, &[of.0]).await);
        }
    }
    held
}

/// The rows that name an organisation's something, and lead to none.
async fn astray(world: &TestWorld, table: &str, kept: &Kept) -> i64 {
    let mut astray = 0;
    for way in kept.ways_to(Whose::Organisation) {
        let named = way[0].on.iter().map(|(here, _)| format!("{table}.{here} IS NOT NULL")).collect::<Vec<_>>().join(" AND ");
        astray += count(world, table, &format!("{named} AND NOT {}", leads(table, way, None)), &[]).await;
    }
    astray
}

story!(an_organisation_goes_whole_against_the_list_and_nothing_of_another, |world| async {
    let vale = world.organisation("Vale Trust", "vale.nhs.uk").await;
    world.ward_of(vale, "Vale Hospital", "Ward 2").await;
    let mut people = Vec::new();
    for of in [world.organisation, vale] {
        people.push((world.person_of(of, "Asha Patel").await, world.person_of(of, "Ben Okafor").await));
    }
    for (one, other) in &people {
        everything(&world, one, other, "Bed 4 is positive.").await;
    }
    // What comes after it waits to be sealed.
    seal(&world.world).await.expect("sealed");
    for (one, other) in &people {
        everything(&world, other, one, "Bed 5 is negative.").await;
    }
    plan(&world.world).await.expect("planned");
    let (city, others) = (held(&world, world.organisation).await, held(&world, vale).await);
    let empty: Vec<_> = city.iter().chain(&others).filter(|(_, rows)| **rows == 0).collect();
    assert!(empty.is_empty(), "else it shows nothing of these: {empty:?}");
    let mut tx = world.world.db.write().await.expect("a write");
    for (table, kept) in tables().rev() {
        let Some(theirs) = theirs(kept, Whose::Organisation, "$1") else { continue };
        let gone = tx.query(made(format!("DELETE FROM {table} WHERE {theirs}"))).bind(world.organisation).execute().await;
        let gone = gone.unwrap_or_else(|error| panic!("{table} goes too early: {error}"));
        // The network is the other one's too: by then nothing of it leads to this one.
        assert_eq!(gone, u64::try_from(if table == "network" { 0 } else { city[table] }).expect("none is less"), "{table}");
    }
    tx.commit().await.expect("on disk");
    assert_eq!(held(&world, vale).await, others);
    for (table, kept) in tables() {
        assert_eq!(astray(&world, table, kept).await, 0, "{table} points to what is gone");
    }
});

story!(what_goes_with_what_was_said_is_gone_when_it_was_swept, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    let chat = everything(&world, &asha, &ben, "Bed 4 is positive.").await;
    let swept: Vec<_> = tables().filter(|(_, kept)| kept.purge == Purge::Swept).collect();
    let theirs = |kept: &Kept| theirs(kept, Whose::Conversation, "$1").expect("what is swept is a conversation's");
    for (table, kept) in &swept {
        assert!(count(&world, table, &theirs(kept), &[chat.0]).await > 0, "{table}");
    }
    raise_floor(&world.world, chat, end(&asha, chat).await).await.expect("raised");
    while sweep(&world.world, chat).await.expect("swept") {}
    for (table, kept) in &swept {
        assert_eq!(count(&world, table, &theirs(kept), &[chat.0]).await, 0, "{table}");
    }
});

story!(what_is_tidied_is_gone_when_its_time_is_over, |world| async {
    let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
    everything(&world, &asha, &ben, "Bed 4 is positive.").await;
    let tidied: Vec<_> = tables().filter(|(_, kept)| kept.purge == Purge::Tidied).map(|(table, _)| table).collect();
    for table in &tidied {
        assert!(count(&world, table, "TRUE", &[]).await > 0, "{table}");
    }
    world.wait(SIGNED_IN_MILLIS + 1);
    tidy(&world.world).await.expect("tidied");
    for table in &tidied {
        assert_eq!(count(&world, table, "TRUE", &[]).await, 0, "{table}");
    }
});
