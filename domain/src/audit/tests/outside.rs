//! The files outside the database: lost, cut, altered, half written, written by two.

use std::fs;
use std::path::Path;

use platform::secret::Secret;
use tokio::join;

use super::{Trail, fill};
use crate::access::{OrganisationId, Timestamp};
use crate::audit::actions::publish;
use crate::audit::head::{Head, signer};
use crate::audit::outside::Outside;
use crate::audit::report::Trouble;
use crate::audit::tree::empty;
use crate::story;

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path).expect("a file").lines().map(str::to_owned).collect()
}

fn write(path: &Path, lines: &[String]) {
    fs::write(path, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).expect("written");
}

story!(a_file_that_is_lost_is_told_and_is_not_quietly_made_anew, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 3, 2).await;
    let path = trail.outside.file_of(world.organisation);
    let kept = lines(&path);
    assert_eq!(kept.len(), 3);
    fs::remove_file(&path).expect("removed");
    assert_eq!(trail.verify().await.troubles, [Trouble::Lost { first: 2, count: 3 }]);
    fill(&world, &asha, 2).await;
    trail.seal().await;
    assert_eq!(lines(&path).len(), 1, "what was out before is not vouched for by what the database says now");
    let report = trail.verify().await;
    assert_eq!((report.whole, report.troubles.as_slice()), (8, [Trouble::Lost { first: 2, count: 3 }].as_slice()));
    // Brought back from its copy, with what came since, it is whole.
    write(&path, &[kept, lines(&path)].concat());
    trail.assert_whole(8).await;
});

story!(a_file_that_is_short_is_told, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 3, 2).await;
    let path = trail.outside.file_of(world.organisation);
    let kept = lines(&path);
    for (left, first) in [(&kept[..2], 6), (&kept[1..], 2)] {
        write(&path, left);
        assert_eq!(trail.verify().await.troubles, [Trouble::Lost { first, count: 1 }]);
    }
});

story!(a_line_that_was_altered_or_does_not_belong_there_is_told, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 3, 2).await;
    let path = trail.outside.file_of(world.organisation);
    let kept = lines(&path);
    let altered = kept[1].replace(" 4 ", " 5 ");
    write(&path, &[kept[0].clone(), altered, kept[2].clone()]);
    let troubles = trail.verify().await.troubles;
    assert!(troubles.contains(&Trouble::NotSigned { size: 5, outside: true }), "{troubles:?}");
    write(&path, &[kept[0].clone(), "nothing to see".into(), kept[1].clone(), kept[0].clone(), kept[2].clone()]);
    assert_eq!(trail.verify().await.troubles, [Trouble::NoLine { number: 2 }, Trouble::NoLine { number: 4 }]);
});

story!(a_head_is_out_only_when_it_is_written_and_comes_again_until_then, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::of(&world);
    let path = trail.outside.file_of(world.organisation);
    fs::create_dir_all(&path).expect("a folder where the file should be: nothing can be written");
    fill(&world, &asha, 2).await;
    crate::audit::actions::seal(&world.world).await.expect("sealing does not wait for it");
    assert!(publish(&world.world, &trail.outside).await.is_err());
    fs::remove_dir(&path).expect("removed");
    trail.assert_whole(2).await;
    trail.seal().await;
    assert_eq!(lines(&path).len(), 1);
    trail.assert_whole(2).await;
});

story!(the_half_of_a_line_that_a_crash_left_is_written_whole, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 2, 2).await;
    let path = trail.outside.file_of(world.organisation);
    let kept = fs::read_to_string(&path).expect("read");
    // The power went while the second was written, before the database heard of it.
    fs::write(&path, &kept[..kept.len() - 40]).expect("cut");
    trail.tamper("UPDATE audit_tree SET out_size = 2", |query| query).await;
    trail.assert_whole(4).await;
    trail.seal().await;
    assert_eq!(fs::read_to_string(&path).expect("read"), kept);
    trail.assert_whole(4).await;
});

story!(a_database_that_was_set_back_writes_nothing_over_what_is_outside, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 2, 2).await;
    let path = trail.outside.file_of(world.organisation);
    let more = Head::sign(&signer(&world.world.secret), world.organisation, 9, empty(), world.now());
    write(&path, &[lines(&path), vec![more.line().trim_end().to_owned()]].concat());
    fill(&world, &asha, 1).await;
    trail.seal().await;
    assert_eq!(lines(&path).len(), 3);
    let troubles = trail.verify().await.troubles;
    assert_eq!(troubles, [Trouble::Truncated { from: 6, to: 9 }, Trouble::Lost { first: 5, count: 1 }]);
});

story!(what_goes_on_meanwhile_disturbs_no_check, |world| async {
    let asha = world.person("Asha Patel").await;
    let trail = Trail::with(&world, &asha, 1, 2).await;
    for _ in 0..15 {
        let goes_on = async {
            fill(&world, &asha, 3).await;
            trail.seal().await
        };
        let (report, sealed) = join!(trail.verify(), goes_on);
        assert_eq!((report.troubles, sealed), (vec![], 3));
    }
    trail.assert_whole(47).await;
});

#[test]
fn two_programs_that_append_at_once_write_each_head_once_and_whole() {
    let folder = tempfile::tempdir().unwrap();
    let outside = Outside::in_folder(folder.path().join("heads"));
    let (signer, organisation) = (signer(&Secret::new([7; 32])), OrganisationId(uuid::Uuid::from_u128(1)));
    let heads: Vec<_> = (1..=200).map(|size| Head::sign(&signer, organisation, size, empty(), Timestamp(size))).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for some in heads.chunks(7) {
                    outside.append(organisation, some).unwrap();
                }
            });
        }
    });
    let written = lines(&outside.file_of(organisation));
    let wanted: Vec<_> = heads.iter().map(|head| head.line().trim_end().to_owned()).collect();
    assert_eq!(written, wanted);
    assert_eq!(outside.organisations().unwrap(), [organisation]);
}
