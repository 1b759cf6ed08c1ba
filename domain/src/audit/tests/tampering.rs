//! What somebody does who can write to the database, and how `verify` names it.

use platform::secret::Secret;
use platform::signing::Signer;

use super::{Trail, fill};
use crate::audit::actions::{publish, verify};
use crate::audit::head::{Head, signer};
use crate::audit::report::Trouble;
use crate::audit::tree::Peaks;
use crate::story;

story!(a_changed_entry_is_named, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 3, 4).await;
    trail.assert_whole(12).await;
    let changed = trail.entry(6).await.id;
    for sql in [
        "UPDATE audit SET deed = 'signed_in' WHERE id = $1",
        "UPDATE audit SET deed = 'pin_changed', at = at + 1 WHERE id = $1",
        "UPDATE audit SET at = at - 1, actor_id = device_id WHERE id = $1",
        "UPDATE audit SET detail = '{}' WHERE id = $1",
        "UPDATE audit SET device_id = NULL WHERE id = $1",
    ] {
        trail.tamper(sql, |query| query.bind(changed)).await;
        let report = trail.verify().await;
        assert_eq!((report.whole, report.troubles), (11, vec![Trouble::Changed { number: 6, id: changed }]), "{sql}");
    }
    let words = trail.verify().await.to_string();
    assert!(words.contains(&format!("1 wrong:\n  CHANGED    entry 6 ({changed}) is not what was sealed")), "{words}");
});

story!(an_entry_that_is_changed_with_its_leaf_does_not_fit_the_signed_heads, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 3, 4).await;
    let mut changed = trail.entry(6).await;
    changed.deed = "signed_in".into();
    trail.tamper("UPDATE audit SET deed = 'signed_in' WHERE id = $1", |query| query.bind(changed.id)).await;
    let leaf = "UPDATE audit_leaf SET hash = $2 WHERE entry_id = $1";
    trail.tamper(leaf, |query| query.bind(changed.id).bind(changed.leaf().to_string())).await;
    let report = trail.verify().await;
    assert_eq!(report.troubles, [Trouble::Rewritten { from: 5, to: 8 }, Trouble::Tree], "told once, and where");
});

story!(a_trail_that_is_made_anew_by_somebody_without_the_key_is_not_signed, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 1, 3).await;
    let mut changed = trail.entry(2).await;
    changed.detail = "{}".into();
    trail.tamper("UPDATE audit SET detail = '{}' WHERE id = $1", |query| query.bind(changed.id)).await;
    let mut peaks = Peaks::default();
    for number in 1..=3 {
        peaks.push(trail.entry(number).await.leaf());
    }
    let leaf = "UPDATE audit_leaf SET hash = $2 WHERE entry_id = $1";
    trail.tamper(leaf, |query| query.bind(changed.id).bind(changed.leaf().to_string())).await;
    trail.tamper("UPDATE audit_tree SET peaks = $1", |query| query.bind(peaks.to_string())).await;
    let theirs = Head::sign(&signer(&Secret::new([9; 32])), world.organisation, 3, peaks.root(), world.now());
    let head = "UPDATE audit_head SET root = $1, signer = $2, signature = $3, at = $4";
    trail
        .tamper(head, |query| query.bind(theirs.root.clone()).bind(theirs.signer.clone()).bind(theirs.signature.clone()).bind(theirs.at))
        .await;
    let report = trail.verify().await;
    assert_eq!(report.troubles, [Trouble::Rewritten { from: 1, to: 3 }, Trouble::NotSigned { size: 3, outside: false }]);
    // Whoever says that it was their server's former key is believed; the file outside still tells.
    let former = [signer(&Secret::new([9; 32])).public()];
    let reports = verify(&world.world.db, &world.world.secret, &trail.outside, &former).await.expect("checked");
    assert_eq!(reports[0].troubles, [Trouble::Rewritten { from: 1, to: 3 }]);
});

story!(after_the_servers_key_was_changed_the_former_one_has_to_be_named, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 2, 2).await;
    let now = Secret::new([9; 32]);
    let reports = verify(&world.world.db, &now, &trail.outside, &[]).await.expect("checked");
    assert!(reports[0].troubles.contains(&Trouble::NotSigned { size: 2, outside: true }), "{}", reports[0]);
    let former = [signer(&world.world.secret).public()];
    let reports = verify(&world.world.db, &now, &trail.outside, &former).await.expect("checked");
    assert_eq!((reports[0].whole, reports[0].troubles.len()), (4, 0), "{}", reports[0]);
});

story!(a_missing_entry_is_named, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 3, 4).await;
    let (gone, last) = (trail.entry(6).await.id, trail.entry(12).await.id);
    trail.tamper("DELETE FROM audit WHERE id = $1 OR id = $2", |query| query.bind(gone).bind(last)).await;
    let report = trail.verify().await;
    let wanted = [Trouble::Missing { number: 6, id: gone }, Trouble::Missing { number: 12, id: last }];
    assert_eq!((report.whole, report.troubles.as_slice()), (10, wanted.as_slice()));
    // With its leaf, too: then that is what is missing.
    trail.tamper("DELETE FROM audit_leaf WHERE entry_id = $1", |query| query.bind(gone)).await;
    let report = trail.verify().await;
    assert_eq!(report.troubles[0], Trouble::LeavesGone { from: 6, to: 6 });
    assert_eq!(report.troubles[1], wanted[1]);
});

story!(an_entry_that_goes_before_it_is_sealed_is_named, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 1, 2).await;
    fill(&world, &asha, 2).await;
    let (gone, changed) = (trail.entry(3).await.id, trail.entry(4).await.id);
    trail.tamper("DELETE FROM audit WHERE id = $1", |query| query.bind(gone)).await;
    trail.tamper("UPDATE audit SET deed = 'signed_in' WHERE id = $1", |query| query.bind(changed)).await;
    for sealed in [false, true] {
        let report = trail.verify().await;
        assert_eq!(report.troubles, [Trouble::Foreign { id: changed }, Trouble::MissingUnsealed { id: gone }], "sealing: {sealed}");
        assert_eq!((report.whole, report.waiting), (2, 0));
        trail.seal().await;
    }
});

story!(an_inserted_entry_is_named, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 2, 3).await;
    let inserted = world.world.id();
    let insert = "INSERT INTO audit (organisation_id, id, at, actor, actor_id, device_id, deed, scope, scope_id, detail, mark)
                  SELECT organisation_id, $1, at, actor, actor_id, device_id, 'signed_in', scope, scope_id, detail, mark FROM audit LIMIT 1";
    trail.tamper(insert, |query| query.bind(inserted)).await;
    trail.seal().await;
    let report = trail.verify().await;
    assert_eq!((report.whole, report.troubles), (6, vec![Trouble::Inserted { id: inserted }]));
    // With a leaf at the end, too: nobody signed that.
    let leaf = "INSERT INTO audit_leaf (organisation_id, place, entry_id, hash) SELECT organisation_id, 6, $1, hash FROM audit_leaf WHERE place = 0";
    trail.tamper(leaf, |query| query.bind(inserted)).await;
    let troubles = trail.verify().await.troubles;
    assert_eq!(troubles, [Trouble::Changed { number: 7, id: inserted }, Trouble::NoHead { from: 7, to: 7 }, Trouble::Tree]);
});

story!(an_end_that_was_cut_off_without_a_trace_in_the_database_is_named_by_the_file_outside, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 2, 3).await;
    let before = crate::audit::store::find_tree(&mut world.world.db.read().await.expect("a read"), world.organisation).await;
    let peaks = before.expect("read").and_then(|tree| tree.peaks()).expect("a tree");
    fill(&world, &asha, 4).await;
    trail.seal().await;
    trail.assert_whole(10).await;
    for sql in [
        "DELETE FROM audit WHERE id IN (SELECT entry_id FROM audit_leaf WHERE place >= 6)",
        "DELETE FROM audit_leaf WHERE place >= 6",
        "DELETE FROM audit_head WHERE size > 6",
    ] {
        trail.tamper(sql, |query| query).await;
    }
    let back = "UPDATE audit_tree SET size = 6, out_size = 6, peaks = $1";
    trail.tamper(back, |query| query.bind(peaks.to_string())).await;
    let report = trail.verify().await;
    assert_eq!((report.whole, report.troubles.as_slice()), (6, [Trouble::Truncated { from: 7, to: 10 }].as_slice()));
    assert!(report.to_string().contains("TRUNCATED  entries 7 to 10 cut off the end: a signed head says that there were 10"), "{report}");
    // Going on does not heal it: what is sealed now is another tree than the one outside.
    fill(&world, &asha, 6).await;
    trail.seal().await;
    publish(&world.world, &trail.outside).await.expect("told outside");
    let troubles = trail.verify().await.troubles;
    assert!(troubles.contains(&Trouble::Rewritten { from: 7, to: 10 }), "{troubles:?}");
});

story!(an_end_that_was_cut_off_with_its_heads_left_is_named_by_those, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 2, 3).await;
    trail.tamper("DELETE FROM audit WHERE id IN (SELECT entry_id FROM audit_leaf WHERE place >= 4)", |query| query).await;
    trail.tamper("DELETE FROM audit_leaf WHERE place >= 4", |query| query).await;
    let troubles = trail.verify().await.troubles;
    assert_eq!(troubles, [Trouble::Truncated { from: 5, to: 6 }, Trouble::NoHead { from: 4, to: 4 }, Trouble::Tree]);
});

story!(a_head_that_is_gone_from_the_database_is_named_by_the_file_outside, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 3, 2).await;
    trail.tamper("DELETE FROM audit_head WHERE size = 4", |query| query).await;
    assert_eq!(trail.verify().await.troubles, [Trouble::HeadGone { size: 4 }]);
    trail.tamper("DELETE FROM audit_tree", |query| query).await;
    assert_eq!(trail.verify().await.troubles, [Trouble::HeadGone { size: 4 }, Trouble::Tree]);
});

story!(a_trail_that_is_gone_altogether_is_named_by_the_file_outside, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 1, 3).await;
    for sql in ["DELETE FROM audit", "DELETE FROM audit_leaf", "DELETE FROM audit_head", "DELETE FROM audit_tree"] {
        trail.tamper(sql, |query| query).await;
    }
    assert_eq!(trail.verify().await.troubles, [Trouble::Truncated { from: 1, to: 3 }]);
    let moved = trail.outside.file_of(crate::access::OrganisationId(world.world.id()));
    std::fs::rename(trail.outside.file_of(world.organisation), moved).expect("moved");
    let reports = trail.verify_all().await;
    assert_eq!(reports[1].name, "", "an organisation that the database does not know is told too");
    assert_eq!(reports[1].troubles, [Trouble::NoLine { number: 1 }], "and these lines are not of it");
});

#[test]
fn a_head_is_signed_whole() {
    let signer = Signer::of(&Secret::new([7; 32]), "audit");
    let organisation = crate::access::OrganisationId(uuid::Uuid::from_u128(1));
    let head = Head::sign(&signer, organisation, 12, Peaks::default().root(), crate::access::Timestamp(5));
    let trusted = [signer.public()];
    assert!(head.is_signed_by(&trusted) && !head.is_signed_by(&[]));
    assert_eq!(Head::read(head.line().trim_end()), Some(head.clone()));
    let other = |change: fn(&mut Head)| {
        let mut other = head.clone();
        change(&mut other);
        other
    };
    for changed in [
        other(|head| head.size += 1),
        other(|head| head.at.0 += 1),
        other(|head| head.organisation_id.0 = uuid::Uuid::nil()),
        other(|head| head.root.replace_range(..1, "_")),
        other(|head| head.signature.clear()),
    ] {
        assert!(!changed.is_signed_by(&trusted), "{changed:?}");
    }
    assert_eq!(Head::read("head1 and so on"), None);
}
