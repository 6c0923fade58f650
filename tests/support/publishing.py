"""Publishing a revision as if it had been approved and had passed the gate."""

from django.contrib.contenttypes.models import ContentType

from knowledge_base.models import Review
from knowledge_base.publishing.models import ReviewState, content_digest_of


def publish(revision):
    """Publish a revision that a test has no more to say about."""
    row = revision.content_object
    review = Review.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        title=str(row),
        revision=revision,
        digest=content_digest_of(revision),
        state=ReviewState.PASSED,
    )
    revision.publish()
    review.state = ReviewState.PUBLISHED
    review.save()
