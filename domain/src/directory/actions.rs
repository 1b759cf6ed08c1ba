//! Finding colleagues. Everything is scoped by the asker's organisation.

use platform::db::Tx;
use uuid::Uuid;

use super::model::{Colleague, Found, LONGEST_SEARCH, PAGE, Place, Search, WardOfSite, fold, words};
use super::store::{self, MORE_WORDS, Range};
use crate::access::{Ctx, OrganisationId, Outcome, PersonId, SiteId, WardId, World};

/// Up to how many words a search starts from the words; beyond, walking along the names finds a page sooner.
const FEW: i64 = 3000;

/// A page of the people of one's own organisation who have every word typed, by name.
pub async fn search(ctx: &Ctx, search: &Search) -> Outcome<Found> {
    let organisation = ctx.who.organisation;
    let after = search.after.clone().unwrap_or(Place { sort_name: String::new(), id: PersonId(Uuid::nil()) });
    let mut ranges = ranges(search);
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let mut tx = ctx.world.db.read().await?;
    let rarest = rarest(&mut tx, organisation, &ranges).await?;
    let mut people = if let Some(at) = rarest {
        let first = ranges.remove(at);
        store::list_by_word(&mut tx, organisation, &first, &padded(ranges), &after, most).await?
    } else {
        store::list_by_name(&mut tx, organisation, &padded(ranges), &after, most).await?
    };
    let next = (people.len() > PAGE).then(|| {
        people.truncate(PAGE);
        people.last().map(|last| Place { sort_name: fold(&last.name), id: last.id })
    });
    Ok(Found { people, next: next.flatten() })
}

/// The word that fewest people have, unless all are common.
async fn rarest(tx: &mut Tx, organisation: OrganisationId, ranges: &[Range]) -> Outcome<Option<usize>> {
    let (mut rarest, mut fewest) = (None, FEW);
    for (at, range) in ranges.iter().enumerate() {
        let count = store::count_words(tx, organisation, range, fewest + 1).await?;
        if count <= fewest {
            (rarest, fewest) = (Some(at), count);
        }
    }
    // With more words than there is room for beside the first, one has to be the first.
    Ok(rarest.or((ranges.len() > MORE_WORDS).then_some(0)))
}

/// What is looked for: the ward and site exactly, and words beginning with each typed one, the longest first.
fn ranges(search: &Search) -> Vec<Range> {
    let narrowed = [search.ward.map(ward_word), search.site.map(site_word)].into_iter().flatten();
    let mut ranges: Vec<Range> = narrowed.map(|word| Range { to: word.clone(), from: word }).collect();
    let text: String = search.text.chars().take(LONGEST_SEARCH).collect();
    let mut typed = words(&text);
    typed.sort_by_key(|word| std::cmp::Reverse(word.len()));
    // Nobody types seven words; whoever pastes them is served by the six longest.
    let room = MORE_WORDS + 1 - ranges.len();
    ranges.extend(typed.into_iter().take(room).map(|word| Range { to: format!("{word:z<80}"), from: word }));
    ranges
}

fn padded(ranges: Vec<Range>) -> [Range; MORE_WORDS] {
    let mut ranges = ranges.into_iter();
    std::array::from_fn(|_| ranges.next().unwrap_or_default())
}

/// A colleague, there or gone; nothing for people of other organisations.
pub async fn find_colleague(ctx: &Ctx, person: PersonId) -> Outcome<Option<Colleague>> {
    let mut tx = ctx.world.db.read().await?;
    Ok(store::find_colleague(&mut tx, ctx.who.organisation, person).await?)
}

/// The wards to choose from.
pub async fn list_wards(world: &World, organisation: OrganisationId) -> Outcome<Vec<WardOfSite>> {
    let mut tx = world.db.read().await?;
    Ok(store::list_wards(&mut tx, organisation).await?)
}

/// Every word by which somebody is found.
pub fn words_of(lines: &[&str], ward: Option<WardId>, site: Option<SiteId>) -> Vec<String> {
    let mut found = words(&lines.join(" "));
    found.extend(ward.map(ward_word));
    found.extend(site.map(site_word));
    found
}

fn ward_word(ward: WardId) -> String {
    format!("=w{}", ward.0.simple())
}

fn site_word(site: SiteId) -> String {
    format!("=s{}", site.0.simple())
}
