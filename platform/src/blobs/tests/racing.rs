//! Keepers and sweepers at the same moment.

use super::*;
use crate::blobs::store::take;

/// Until somebody waits for what this transaction holds, or has passed over it.
async fn a_moment() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweeper_that_comes_while_somebody_keeps_an_image_leaves_it() {
    for ward in Ward::on_both_engines().await {
        let image = ward.put_one().await;
        ward.clock.advance(UNKEPT);
        let mut keeper = ward.db.write().await.unwrap();
        keep(&mut keeper, image.organisation, image.id, ward.clock.now()).await.unwrap();
        let sweeper = tokio::spawn({
            let (blobs, db, clock) = (ward.shelf.blobs.clone(), ward.db.clone(), ward.clock.clone());
            async move { blobs.sweep(&db, &clock).await.unwrap() }
        });
        a_moment().await;
        keeper.commit().await.unwrap();
        assert_eq!(sweeper.await.unwrap(), 0, "{}", ward.name());
        assert_eq!(ward.sweep().await, 0);
        assert!(ward.shelf.read(&image.name(), None).await.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_keeps_an_image_while_it_is_taken_is_told_that_it_is_gone() {
    for ward in Ward::on_both_engines().await {
        let image = ward.put_one().await;
        ward.clock.advance(UNKEPT);
        let now = ward.clock.now();
        let mut sweeper = ward.db.write().await.unwrap();
        assert_eq!(take(&mut sweeper, now, now + MINUTE, 9).await.unwrap().len(), 1);
        let keeper = tokio::spawn({
            let db = ward.db.clone();
            async move {
                let mut tx = db.write().await.unwrap();
                keep(&mut tx, image.organisation, image.id, now).await
            }
        });
        a_moment().await;
        sweeper.commit().await.unwrap();
        let kept = keeper.await.unwrap();
        assert!(matches!(kept, Err(BlobError::Gone)), "{kept:?} on {}", ward.name());
        ward.clock.advance(MINUTE);
        assert_eq!(ward.sweep().await, 1);
        assert!(ward.is_clear().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_images_kept_at_the_very_minute_they_are_swept_each_is_kept_whole_or_gone_whole() {
    for ward in Ward::on_both_engines().await {
        let mut images = Vec::new();
        for _ in 0..100 {
            images.push(ward.put_one().await);
            ward.clock.advance(MINUTE);
        }
        ward.clock.advance(UNKEPT - 101 * MINUTE);
        let ward = Arc::new(ward);
        let sweepers = [(); 2].map(|()| {
            let ward = ward.clone();
            tokio::spawn(async move {
                while ward.clock.now() < NOON + UNKEPT + 100 * MINUTE {
                    ward.sweep().await;
                    tokio::task::yield_now().await;
                }
            })
        });
        let mut kept = Vec::new();
        for (at, image) in images.into_iter().enumerate() {
            ward.clock.advance(MINUTE);
            // Now sooner than whoever sweeps, now later.
            for _ in 0..at % 4 {
                ward.db.ping().await.unwrap();
            }
            match ward.keep(image).await {
                Ok(_) => kept.push(image.name()),
                Err(BlobError::Gone) => {}
                Err(error) => panic!("{error} on {}", ward.name()),
            }
        }
        ward.clock.advance(MINUTE);
        for sweeper in sweepers {
            sweeper.await.unwrap();
        }
        ward.sweep().await;
        println!("{}: {} of 100 were kept", ward.name(), kept.len());
        assert_eq!(ward.rows().await, i64::try_from(kept.len()).unwrap());
        let mut left = ward.shelf.list().await;
        assert_eq!(left.len(), kept.len());
        left.retain(|file| !kept.iter().any(|name| file.ends_with(name.as_str())));
        assert_eq!(left, [""; 0], "{}", ward.name());
    }
}

#[tokio::test]
async fn while_something_comes_in_nobody_waits_for_the_database() {
    for ward in Ward::on_both_engines().await {
        let image = ward.image();
        let put = ward.shelf.blobs.put_new(&ward.db, &ward.clock, image, over_a_line(&scan(6 * MB)).chain(stream::pending()), MOST);
        let others = async {
            while ward.rows().await == 0 {
                tokio::task::yield_now().await;
            }
            for _ in 0..10 {
                ward.db.write().await.unwrap().commit().await.unwrap();
            }
        };
        tokio::select! {
            put = put => panic!("it ended: {put:?}"),
            done = tokio::time::timeout(Duration::from_secs(5), others) => done.unwrap(),
        }
    }
}
