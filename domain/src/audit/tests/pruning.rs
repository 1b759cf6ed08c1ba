//! What is kept no longer goes, and only that.

use super::{Trail, fill};
use crate::access::{Ctx, Timestamp};
use crate::audit::actions::prune;
use crate::audit::report::{Report, Trouble};
use crate::audit::{Actor, Deed, Scope};
use crate::story;
use crate::testing::{TestWorld, minutes};

/// Prunes until nothing goes any more; returns in how many steps.
async fn prune_all(world: &TestWorld, before: Timestamp) -> usize {
    let mut steps = 0;
    while prune(&world.world, world.organisation, before).await.expect("pruned") {
        steps += 1;
    }
    steps
}

fn standing(report: &Report) -> (i64, i64, i64) {
    (report.whole, report.pruned, report.waiting)
}

async fn moments(trail: &Trail<'_>, who: &Ctx, entries: usize) -> Timestamp {
    trail.world.wait(minutes(1));
    let from = trail.world.now();
    trail.world.wait(1);
    fill(trail.world, who, entries).await;
    trail.seal().await;
    from
}

story!(what_is_older_goes_and_a_signed_note_says_so, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 3, 4).await;
    let (first, second) = (trail.entry(1).await, trail.entry(12).await);
    let before = moments(&trail, &asha, 5).await;
    assert_eq!(prune_all(&world, before).await, 1);
    let left = world.audited().await;
    assert!(left.iter().all(|entry| entry.id != first.id && entry.id != second.id));
    let note = left.last().expect("the note");
    assert_eq!((note.deed(), note.actor(), note.scope()), (Deed::EntriesPruned, Actor::System, Scope::Organisation(world.organisation)));
    assert_eq!(left.len(), 6);
    for whole in [5, 6] {
        let report = trail.verify().await;
        assert_eq!((standing(&report), report.troubles.len()), ((whole, 12, 6 - whole), 0), "{report}");
        trail.seal().await;
    }
    assert!(trail.verify().await.to_string().contains("6 entries are whole, the first 12 kept no longer (a signed note says so)"));
    assert_eq!(prune_all(&world, before).await, 0, "asked again, there is nothing to do");
});

story!(a_later_note_covers_the_earlier_ones_and_itself_goes_with_time, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 2, 3).await;
    for round in 1..=3 {
        let before = moments(&trail, &asha, 3).await;
        assert_eq!(prune_all(&world, before).await, 1, "round {round}");
        trail.seal().await;
        let report = trail.verify().await;
        // Three of this round, and the newest note: the one before was older, and went.
        assert_eq!((standing(&report), report.troubles.len()), ((4, 2 + 4 * round, 0), 0), "{report}");
    }
});

story!(only_what_is_sealed_and_told_outside_goes_and_only_up_to_a_head, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 2, 3).await;
    fill(&world, &asha, 2).await;
    let later = world.now().plus(minutes(1));
    crate::audit::actions::seal(&world.world).await.expect("sealed, and not told outside");
    fill(&world, &asha, 1).await;
    assert_eq!(prune_all(&world, later).await, 1);
    trail.seal().await;
    let report = trail.verify().await;
    assert_eq!((standing(&report), report.troubles.len()), ((4, 6, 0), 0), "{report}");
});

story!(nothing_goes_whose_head_somebody_else_signed, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 1, 3).await;
    trail.tamper("UPDATE audit_head SET at = 1", |query| query).await;
    assert_eq!(prune_all(&world, Timestamp(2)).await, 0);
    assert_eq!(world.audited().await.len(), 3);
});

story!(a_note_excuses_nothing_after_it_and_nobody_elses_excuses_anything, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 2, 3).await;
    let before = moments(&trail, &asha, 3).await;
    prune_all(&world, before).await;
    trail.seal().await;
    let (left, note) = (trail.entry(1).await.id, trail.entry(4).await);
    trail.tamper("DELETE FROM audit WHERE id = $1", |query| query.bind(left)).await;
    assert_eq!(trail.verify().await.troubles, [Trouble::Missing { number: 7, id: left }]);
    // A note that is made to reach further is not the signed one any more: then nothing is excused.
    let further = note.detail.replace("\"to\":6", "\"to\":7");
    assert_ne!(further, note.detail);
    trail.tamper("UPDATE audit SET detail = $2 WHERE id = $1", |query| query.bind(note.id).bind(further)).await;
    let report = trail.verify().await;
    assert_eq!(standing(&report), (2, 0, 0));
    assert_eq!(report.troubles.len(), 8, "seven that are missing, and the note that was changed: {report}");
});

story!(an_entry_that_is_put_back_changed_is_named, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 1, 3).await;
    let old = trail.entry(2).await;
    let before = moments(&trail, &asha, 1).await;
    prune_all(&world, before).await;
    trail.seal().await;
    let back = "INSERT INTO audit (organisation_id, id, at, actor, deed, scope, detail, mark) VALUES ($1, $2, 1, 'system', 'signed_in', 'oneself', '{}', '')";
    trail.tamper(back, |query| query.bind(old.organisation_id).bind(old.id)).await;
    let report = trail.verify().await;
    assert_eq!((standing(&report), report.troubles), ((2, 2, 0), vec![Trouble::Changed { number: 2, id: old.id }]));
});
