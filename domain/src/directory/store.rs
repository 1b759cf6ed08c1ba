//! SQL of the directory, one statement per function.

use platform::db::{Query, Result, Tx};

use super::model::{Colleague, Place, WardOfSite};
use crate::access::{OrganisationId, PersonId, Timestamp};

/// How many words a search may hold.
pub const MOST_WORDS: usize = 5;

/// A range of folded words: those that begin with `from`. Empty: no condition.
#[derive(Clone, Debug, Default)]
pub struct Range {
    /// The first word of the range, and what all of it begin with.
    pub from: String,
    /// The last word that can be in it.
    pub to: String,
}

/// Where one looks, and when: whoever belongs to the organisation at that moment.
#[derive(Clone, Copy, Debug)]
pub struct Within {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The moment.
    pub now: Timestamp,
}

/// How many words of people lie in a range; counts no further than `most`.
pub async fn count_words(tx: &mut Tx, organisation: OrganisationId, range: &Range, most: i64) -> Result<i64> {
    let (count,): (i64,) = tx
        .query(
            // `BETWEEN` is for the index. Which words begin so only `substr` tells: in some orders of letters others lie in between.
            "SELECT count(*) FROM (SELECT 1 AS one FROM person_word
             WHERE organisation_id = $1 AND word BETWEEN $2 AND $3 AND substr(word, 1, length($2)) = $2 LIMIT $4) found",
        )
        .bind(organisation)
        .bind(range.from.clone())
        .bind(range.to.clone())
        .bind(most)
        .fetch_one()
        .await?;
    Ok(count)
}

// CROSS JOIN keeps SQLite to the order written here; PostgreSQL finds its own from its statistics.

/// People by name, starting from a word that few of them have.
pub async fn list_by_word(
    tx: &mut Tx,
    within: Within,
    first: &Range,
    more: &[Range; MOST_WORDS],
    after: &Place,
    most: i64,
) -> Result<Vec<Colleague>> {
    let query = tx.query(
        "SELECT p.id, p.name, p.role, p.grade, p.specialty, coalesce(s.name, '') AS site, coalesce(w.name, '') AS ward,
           p.body, p.registration, p.verified_at, p.left_at
         FROM (SELECT DISTINCT person_id FROM person_word WHERE organisation_id = $1 AND word BETWEEN $16 AND $17 AND substr(word, 1, length($16)) = $16) f
         CROSS JOIN affiliation b CROSS JOIN person p LEFT JOIN site s ON s.id = p.site_id LEFT JOIN ward w ON w.id = p.ward_id
         WHERE b.organisation_id = $1 AND b.person_id = f.person_id AND b.visible = TRUE AND b.from_at <= $15 AND b.until_at > $15
           AND p.id = f.person_id AND p.profiled_at IS NOT NULL AND (p.sort_name, p.id) > ($2, $3)
           AND ($5 = '' OR EXISTS (SELECT 1 FROM person_word a WHERE a.person_id = p.id AND a.organisation_id = $1 AND a.word BETWEEN $5 AND $6 AND substr(a.word, 1, length($5)) = $5))
           AND ($7 = '' OR EXISTS (SELECT 1 FROM person_word b WHERE b.person_id = p.id AND b.organisation_id = $1 AND b.word BETWEEN $7 AND $8 AND substr(b.word, 1, length($7)) = $7))
           AND ($9 = '' OR EXISTS (SELECT 1 FROM person_word c WHERE c.person_id = p.id AND c.organisation_id = $1 AND c.word BETWEEN $9 AND $10 AND substr(c.word, 1, length($9)) = $9))
           AND ($11 = '' OR EXISTS (SELECT 1 FROM person_word d WHERE d.person_id = p.id AND d.organisation_id = $1 AND d.word BETWEEN $11 AND $12 AND substr(d.word, 1, length($11)) = $11))
           AND ($13 = '' OR EXISTS (SELECT 1 FROM person_word e WHERE e.person_id = p.id AND e.organisation_id = $1 AND e.word BETWEEN $13 AND $14 AND substr(e.word, 1, length($13)) = $13))
         ORDER BY p.sort_name, p.id LIMIT $4",
    );
    let query = bind(query, within, more, after, most);
    query.bind(first.from.clone()).bind(first.to.clone()).fetch_all().await
}

/// People by name, starting from those who have two words that many of them have, but few both.
pub async fn list_by_words(
    tx: &mut Tx,
    within: Within,
    both: [&Range; 2],
    more: &[Range; MOST_WORDS],
    after: &Place,
    most: i64,
) -> Result<Vec<Colleague>> {
    let query = tx.query(
        "SELECT p.id, p.name, p.role, p.grade, p.specialty, coalesce(s.name, '') AS site, coalesce(w.name, '') AS ward,
           p.body, p.registration, p.verified_at, p.left_at
         FROM (SELECT person_id FROM person_word WHERE organisation_id = $1 AND word BETWEEN $16 AND $17 AND substr(word, 1, length($16)) = $16
               INTERSECT SELECT person_id FROM person_word WHERE organisation_id = $1 AND word BETWEEN $18 AND $19 AND substr(word, 1, length($18)) = $18) f
         CROSS JOIN affiliation b CROSS JOIN person p LEFT JOIN site s ON s.id = p.site_id LEFT JOIN ward w ON w.id = p.ward_id
         WHERE b.organisation_id = $1 AND b.person_id = f.person_id AND b.visible = TRUE AND b.from_at <= $15 AND b.until_at > $15
           AND p.id = f.person_id AND p.profiled_at IS NOT NULL AND (p.sort_name, p.id) > ($2, $3)
           AND ($5 = '' OR EXISTS (SELECT 1 FROM person_word a WHERE a.person_id = p.id AND a.organisation_id = $1 AND a.word BETWEEN $5 AND $6 AND substr(a.word, 1, length($5)) = $5))
           AND ($7 = '' OR EXISTS (SELECT 1 FROM person_word b WHERE b.person_id = p.id AND b.organisation_id = $1 AND b.word BETWEEN $7 AND $8 AND substr(b.word, 1, length($7)) = $7))
           AND ($9 = '' OR EXISTS (SELECT 1 FROM person_word c WHERE c.person_id = p.id AND c.organisation_id = $1 AND c.word BETWEEN $9 AND $10 AND substr(c.word, 1, length($9)) = $9))
           AND ($11 = '' OR EXISTS (SELECT 1 FROM person_word d WHERE d.person_id = p.id AND d.organisation_id = $1 AND d.word BETWEEN $11 AND $12 AND substr(d.word, 1, length($11)) = $11))
           AND ($13 = '' OR EXISTS (SELECT 1 FROM person_word e WHERE e.person_id = p.id AND e.organisation_id = $1 AND e.word BETWEEN $13 AND $14 AND substr(e.word, 1, length($13)) = $13))
         ORDER BY p.sort_name, p.id LIMIT $4",
    );
    let query = bind(query, within, more, after, most);
    both.into_iter().fold(query, |query, word| query.bind(word.from.clone()).bind(word.to.clone())).fetch_all().await
}

/// People by name among the next `span` names, for words that many of them have.
pub async fn list_by_name(
    tx: &mut Tx,
    within: Within,
    words: &[Range; MOST_WORDS],
    after: &Place,
    most: i64,
    span: i64,
) -> Result<Vec<Colleague>> {
    let query = tx.query(
        "SELECT p.id, p.name, p.role, p.grade, p.specialty, coalesce(s.name, '') AS site, coalesce(w.name, '') AS ward,
           p.body, p.registration, p.verified_at, p.left_at
         FROM (SELECT person_id AS id, sort_name FROM affiliation
               WHERE organisation_id = $1 AND sort_name IS NOT NULL AND visible = TRUE AND from_at <= $15 AND until_at > $15
                 AND (sort_name, person_id) > ($2, $3) ORDER BY sort_name, person_id LIMIT $16) n
         CROSS JOIN person p LEFT JOIN site s ON s.id = p.site_id LEFT JOIN ward w ON w.id = p.ward_id
         WHERE p.id = n.id
           AND ($5 = '' OR EXISTS (SELECT 1 FROM person_word a WHERE a.person_id = n.id AND a.organisation_id = $1 AND a.word BETWEEN $5 AND $6 AND substr(a.word, 1, length($5)) = $5))
           AND ($7 = '' OR EXISTS (SELECT 1 FROM person_word b WHERE b.person_id = n.id AND b.organisation_id = $1 AND b.word BETWEEN $7 AND $8 AND substr(b.word, 1, length($7)) = $7))
           AND ($9 = '' OR EXISTS (SELECT 1 FROM person_word c WHERE c.person_id = n.id AND c.organisation_id = $1 AND c.word BETWEEN $9 AND $10 AND substr(c.word, 1, length($9)) = $9))
           AND ($11 = '' OR EXISTS (SELECT 1 FROM person_word d WHERE d.person_id = n.id AND d.organisation_id = $1 AND d.word BETWEEN $11 AND $12 AND substr(d.word, 1, length($11)) = $11))
           AND ($13 = '' OR EXISTS (SELECT 1 FROM person_word e WHERE e.person_id = n.id AND e.organisation_id = $1 AND e.word BETWEEN $13 AND $14 AND substr(e.word, 1, length($13)) = $13))
         ORDER BY n.sort_name, n.id LIMIT $4",
    );
    bind(query, within, words, after, most).bind(span).fetch_all().await
}

fn bind<'q>(query: Query<'q>, within: Within, words: &[Range; MOST_WORDS], after: &Place, most: i64) -> Query<'q> {
    let query = query.bind(within.organisation).bind(after.sort_name.clone()).bind(after.id).bind(most);
    words.iter().fold(query, |query, word| query.bind(word.from.clone()).bind(word.to.clone())).bind(within.now)
}

const COLLEAGUES: (&str, usize, &str) = (
    "WITH asked (me, person, now) AS (VALUES",
    3,
    ")
     SELECT p.id, p.name, p.role, p.grade, p.specialty, coalesce(s.name, '') AS site, coalesce(w.name, '') AS ward,
       p.body, p.registration, p.verified_at, CASE WHEN b.until_at > b.now THEN p.left_at ELSE b.until_at END AS left_at
     FROM (SELECT q.person, q.now, max(a.until_at) AS until_at
           FROM asked q JOIN affiliation me ON me.person_id = q.me AND me.from_at <= q.now AND me.until_at > q.now
             JOIN affiliation a ON a.organisation_id = me.organisation_id AND a.person_id = q.person AND a.from_at <= q.now
           GROUP BY q.person, q.now) b
     JOIN person p ON p.id = b.person LEFT JOIN site s ON s.id = p.site_id LEFT JOIN ward w ON w.id = p.ward_id
     WHERE p.profiled_at IS NOT NULL",
);

/// Somebody who belongs, or belonged, where one belongs oneself.
pub async fn find_colleague(tx: &mut Tx, me: PersonId, person: PersonId, now: Timestamp) -> Result<Option<Colleague>> {
    Ok(list_colleagues(tx, me, &[person], now).await?.pop())
}

/// Those of these people who belong, or belonged, where one belongs oneself; in no order.
pub async fn list_colleagues(tx: &mut Tx, me: PersonId, people: &[PersonId], now: Timestamp) -> Result<Vec<Colleague>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let query = tx.query_rows(COLLEAGUES, people.len());
    people.iter().fold(query, |query, person| query.bind(me).bind(*person).bind(now)).fetch_all().await
}

/// Every ward of an organisation, in no order.
pub async fn list_wards(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<WardOfSite>> {
    tx.query(
        "SELECT w.id AS ward, w.name AS ward_name, s.id AS site, s.name AS site_name
         FROM ward w JOIN site s ON s.id = w.site_id WHERE w.organisation_id = $1",
    )
    .bind(organisation)
    .fetch_all()
    .await
}

/// Forgets the words somebody is found by.
pub async fn delete_words(tx: &mut Tx, person: PersonId) -> Result<u64> {
    tx.query("DELETE FROM person_word WHERE person_id = $1").bind(person).execute().await
}

const INSERT_WORDS: (&str, usize, &str) =
    ("INSERT INTO person_word (organisation_id, word, person_id) VALUES", 3, " ON CONFLICT DO NOTHING");

/// Keeps the words somebody is found by.
pub async fn insert_words(tx: &mut Tx, organisation: OrganisationId, person: PersonId, words: &[String]) -> Result<u64> {
    if words.is_empty() {
        return Ok(0);
    }
    let query = tx.query_rows(INSERT_WORDS, words.len());
    words.iter().fold(query, |query, word| query.bind(organisation).bind(word.clone()).bind(person)).execute().await
}
