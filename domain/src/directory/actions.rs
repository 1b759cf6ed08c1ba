//! Finding colleagues. Everything is scoped by where the asker belongs.

use platform::db::Tx;
use uuid::Uuid;

use super::fold::{readings, words_kept};
use super::model::{Colleague, Found, LONGEST_SEARCH, MOST_ASKED, PAGE, Place, Search, WardOfSite};
use super::plain::{folded, key, numbered, plain};
use super::store::{self, MOST_WORDS, Range, Within};
use crate::access::{Ctx, Failure, OrganisationId, Outcome, PersonId, SiteId, WardId, World};
use crate::affiliation;

/// A word that up to so many people have is where a search starts.
// Set by measuring: a page of any search among 50,000 people within 100 ms, on both engines.
const FEW: i64 = 1500;
/// How many names a search walks along in the hope of filling a page; beyond, it starts from the words after all.
const SPAN: i64 = 2500;
/// Beyond so many people, those who have the two rarest words are found first, and looked at only then.
const MANY: i64 = 4000;
/// Stands behind every word that begins with what is before it: a letter more than the longest word has.
const END: &str = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";

/// A page of the people of an organisation that one belongs to who have every word typed, by name.
pub async fn search(ctx: &Ctx, search: &Search) -> Outcome<Found> {
    let after = search.after.clone().unwrap_or(Place { sort_name: String::new(), id: PersonId(Uuid::nil()) });
    let within = Within { organisation: search.organisation.unwrap_or(ctx.who.organisation), now: ctx.now() };
    let mut tx = ctx.snapshot().await?;
    if !affiliation::store::belongs(&mut tx, ctx.who.person, within.organisation, within.now).await? {
        return Err(Failure::NotFound);
    }
    let mut people = Vec::new();
    for words in asked(&search.text) {
        // A later page is read as the first one was: one that found nobody finds nobody further on either.
        people = list(&mut tx, within, ranges(search, &words), &after).await?;
        if !people.is_empty() {
            break;
        }
    }
    let next = (people.len() > PAGE).then(|| {
        people.truncate(PAGE);
        people.last().map(|last| Place { sort_name: folded(&last.name), id: last.id })
    });
    Ok(Found { people, next: next.flatten() })
}

/// One more than a page, by the cheapest of three ways.
async fn list(tx: &mut Tx, within: Within, mut ranges: Vec<Range>, after: &Place) -> Outcome<Vec<Colleague>> {
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    if ranges.is_empty() {
        return Ok(store::list_by_name(tx, within, &padded(&[]), after, most, most).await?);
    }
    let rarest = rarest_first(tx, within.organisation, &mut ranges).await?;
    if rarest > FEW {
        // Where everybody is a nurse, a page of nurses is found sooner along the names.
        let people = store::list_by_name(tx, within, &padded(&ranges), after, most, SPAN).await?;
        if people.len() > PAGE {
            return Ok(people);
        }
        if rarest > MANY
            && let [first, second, more @ ..] = ranges.as_slice()
        {
            return Ok(store::list_by_words(tx, within, [first, second], &padded(more), after, most).await?);
        }
    }
    Ok(store::list_by_word(tx, within, &ranges[0], &padded(&ranges[1..]), after, most).await?)
}

/// Puts the words that fewest people have first; returns how many have the first, counted no further than needed.
async fn rarest_first(tx: &mut Tx, organisation: OrganisationId, ranges: &mut Vec<Range>) -> Outcome<i64> {
    let mut counted = Vec::with_capacity(ranges.len());
    for range in ranges.drain(..) {
        counted.push((store::count_words(tx, organisation, &range, MANY + 1).await?, range));
    }
    counted.sort_by_key(|(count, _)| *count);
    let fewest = counted.first().map_or(0, |(count, _)| *count);
    ranges.extend(counted.into_iter().map(|(_, range)| range));
    Ok(fewest)
}

/// The words to look for, in one way of reading them after the other; everybody when nothing was typed, and nobody when
/// nothing that was typed can be looked for.
fn asked(text: &str) -> Vec<Vec<String>> {
    if text.trim().is_empty() {
        return vec![Vec::new()];
    }
    let text: String = text.chars().take(LONGEST_SEARCH).collect();
    readings(&plain(&text))
}

/// What is looked for: the ward and site exactly, and words beginning with each typed one, the longest first.
fn ranges(search: &Search, words: &[String]) -> Vec<Range> {
    let narrowed = [search.ward.map(ward_word), search.site.map(site_word)].into_iter().flatten();
    let mut ranges: Vec<Range> = narrowed.map(|word| Range { to: word.clone(), from: word }).collect();
    let mut typed: Vec<String> = words.iter().map(|word| key(word)).collect();
    typed.sort_by_key(|word| std::cmp::Reverse(word.len()));
    // Nobody types six words; whoever pastes them is served by the five longest.
    let room = MOST_WORDS - ranges.len();
    ranges.extend(typed.into_iter().take(room).map(|word| Range { to: format!("{word}{END}"), from: word }));
    ranges
}

fn padded(ranges: &[Range]) -> [Range; MOST_WORDS] {
    // Always so many, the empty ones without effect: one text for every search, which is planned once.
    std::array::from_fn(|at| ranges.get(at).cloned().unwrap_or_default())
}

/// A colleague, there or gone; nothing for people of organisations that one does not belong to.
pub async fn find_colleague(ctx: &Ctx, person: PersonId) -> Outcome<Option<Colleague>> {
    let mut tx = ctx.world.db.read().await?;
    Ok(store::find_colleague(&mut tx, ctx.who.person, person, ctx.now()).await?)
}

/// Those of these people whom one may see, there or gone; in no order.
pub async fn list_colleagues(ctx: &Ctx, people: &[PersonId]) -> Outcome<Vec<Colleague>> {
    let mut tx = ctx.world.db.read().await?;
    let people = people.get(..MOST_ASKED).unwrap_or(people);
    Ok(store::list_colleagues(&mut tx, ctx.who.person, people, ctx.now()).await?)
}

/// The wards to choose from.
pub async fn list_wards(world: &World, organisation: OrganisationId) -> Outcome<Vec<WardOfSite>> {
    wards(&mut world.db.read().await?, organisation).await
}

/// The wards to choose from, by site, each in the order in which people count them. No engine sorts numbers in a text.
pub async fn wards(tx: &mut Tx, organisation: OrganisationId) -> Outcome<Vec<WardOfSite>> {
    let mut wards = store::list_wards(tx, organisation).await?;
    wards.sort_by_cached_key(|ward| (numbered(&ward.site_name), ward.site, numbered(&ward.ward_name), ward.ward));
    Ok(wards)
}

/// Every word by which somebody is found, as the database keeps it.
pub fn words_of(lines: &[&str], ward: Option<WardId>, site: Option<SiteId>) -> Vec<String> {
    let words = lines.iter().flat_map(|line| words_kept(&plain(line)));
    let mut found: Vec<String> = words.map(|word| key(&word)).chain(ward.map(ward_word)).chain(site.map(site_word)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn ward_word(ward: WardId) -> String {
    // No folded word holds a `=`: nobody types one of these.
    format!("=w{}", ward.0.simple())
}

fn site_word(site: SiteId) -> String {
    format!("=s{}", site.0.simple())
}
