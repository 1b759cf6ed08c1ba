//! Writes who there is: the network, its organisations, sites, wards, and everybody who works there.

use domain::access::NetworkId;
use domain::affiliation::model::OPEN_END;
use domain::directory::plain::folded;
use domain::organisation::settings::Value;
use platform::db::{Result, Tx};

use super::people::Person;
use super::places::Place;

const CHUNK: usize = 250;

/// Writes all of them, as they were at `since` (ms UTC).
pub async fn write(tx: &mut Tx, network: NetworkId, places: &[Place], people: &[Person], since: i64) -> Result<()> {
    tx.query("INSERT INTO network (id, name) VALUES ($1, $2)").bind(network).bind("Alder and Birch Care Network").execute().await?;
    for place in places {
        write_place(tx, network, place, since).await?;
    }
    for people in people.chunks(CHUNK) {
        write_people(tx, places, people, since).await?;
        write_words(tx, places, people).await?;
    }
    Ok(())
}

async fn write_place(tx: &mut Tx, network: NetworkId, place: &Place, since: i64) -> Result<()> {
    tx.query("INSERT INTO organisation (id, network_id, name) VALUES ($1, $2, $3)")
        .bind(place.id)
        .bind(network)
        .bind(place.name)
        .execute()
        .await?;
    tx.query("INSERT INTO organisation_setting (organisation_id, name, version, value, changed_at) VALUES ($1, 'idle_seconds', 1, $2, $3)")
        .bind(place.id)
        .bind(Value::Seconds(300).to_string())
        .bind(since)
        .execute()
        .await?;
    tx.query("INSERT INTO mail_domain (domain, organisation_id, subdomains) VALUES ($1, $2, $3)")
        .bind(place.domain)
        .bind(place.id)
        .bind(false)
        .execute()
        .await?;
    for (site, name) in &place.sites {
        tx.query("INSERT INTO site (id, organisation_id, name) VALUES ($1, $2, $3)")
            .bind(*site)
            .bind(place.id)
            .bind(*name)
            .execute()
            .await?;
    }
    for ward in &place.wards {
        tx.query("INSERT INTO ward (id, organisation_id, site_id, name) VALUES ($1, $2, $3, $4)")
            .bind(ward.id)
            .bind(place.id)
            .bind(place.sites[ward.site].0)
            .bind(ward.name.clone())
            .execute()
            .await?;
    }
    Ok(())
}

async fn write_people(tx: &mut Tx, places: &[Place], people: &[Person], since: i64) -> Result<()> {
    const INSERT: (&str, usize, &str) = (
        "INSERT INTO person (id, home_id, email, name, sort_name, role, grade, specialty, site_id, ward_id, body, registration,
         verified_at, created_at, profiled_at) VALUES",
        15,
        "",
    );
    let mut query = tx.query_rows(INSERT, people.len());
    for person in people {
        let place = &places[person.place];
        let ward = &place.wards[person.ward];
        query = query.bind(person.id).bind(place.id).bind(person.email.clone()).bind(person.name.clone()).bind(folded(&person.name));
        query = query.bind(person.role).bind(person.grade).bind(ward.specialty).bind(place.sites[ward.site].0).bind(ward.id);
        query = query.bind(person.body).bind(person.registration.clone()).bind(person.verified.then_some(since));
        query = query.bind(since).bind(since);
    }
    query.execute().await?;
    write_affiliations(tx, places, people, since).await
}

/// Everybody belongs to their home, and to no other organisation.
async fn write_affiliations(tx: &mut Tx, places: &[Place], people: &[Person], since: i64) -> Result<()> {
    const INSERT: (&str, usize, &str) =
        ("INSERT INTO affiliation (organisation_id, person_id, level, visible, sort_name, from_at, until_at) VALUES", 7, "");
    let mut query = tx.query_rows(INSERT, people.len());
    for person in people {
        query = query.bind(places[person.place].id).bind(person.id).bind(person.level).bind(true).bind(folded(&person.name));
        query = query.bind(since).bind(OPEN_END);
    }
    query.execute().await?;
    Ok(())
}

async fn write_words(tx: &mut Tx, places: &[Place], people: &[Person]) -> Result<()> {
    let words: Vec<_> = people.iter().flat_map(|person| person.words(places).into_iter().map(move |word| (person, word))).collect();
    for words in words.chunks(4 * CHUNK) {
        let mut query = tx.query_rows(("INSERT INTO person_word (organisation_id, word, person_id) VALUES", 3, ""), words.len());
        for (person, word) in words {
            query = query.bind(places[person.place].id).bind(word.clone()).bind(person.id);
        }
        query.execute().await?;
    }
    Ok(())
}
