// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectNotFoundException;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.storage.PutOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.TaggingDirective;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * Copies objects within the server, each pinned to the version that was looked at.
 *
 * <p>Servers ignore a condition on the target of a plain copy, but heed it at the end of an upload in
 * parts. So a copy with a condition is such an upload, as is one of a large object.
 */
final class Copies {

  private static final long PART_BYTES = 256L * 1024 * 1024;

  private final S3Objects s3;
  private final Workers workers;
  private final long largestPart;

  Copies(S3Objects s3, Workers workers) {
    this(s3, workers, PART_BYTES);
  }

  Copies(S3Objects s3, Workers workers, long largestPart) {
    this.s3 = s3;
    this.workers = workers;
    this.largestPart = largestPart;
  }

  ObjectInfo copy(ObjectKey from, ObjectKey to, PutOptions options) {
    HeadObjectResponse source = s3.head(from)
        .orElseThrow(() -> new ObjectNotFoundException("there is no object " + from, null));
    options.requireWithinLimit(source.contentLength());
    Draft draft = Draft.of(to, s3.info(from, source).type(), options);
    boolean plain = isPlain(source, draft) && options.tags().isEmpty();
    return copy(from, source, draft.inheriting(source, plain ? Map.of() : tags(from, source)));
  }

  /** With nothing of the source but its bytes. */
  ObjectInfo copy(ObjectKey from, HeadObjectResponse source, Draft draft) {
    if (isPlain(source, draft)) {
      return whole(from, source, draft);
    }
    return source.contentLength() == 0
        ? new Upload(s3, workers, draft, OptionalLong.of(0)).commit()
        : inParts(from, source, draft);
  }

  private boolean isPlain(HeadObjectResponse source, Draft draft) {
    return !draft.conditional() && source.contentLength() <= largestPart;
  }

  private ObjectInfo whole(ObjectKey from, HeadObjectResponse source, Draft draft) {
    String tagging = draft.tagging();
    CopyObjectRequest request = CopyObjectRequest.builder()
        .sourceBucket(s3.bucket())
        .sourceKey(from.value())
        .copySourceIfMatch(source.eTag())
        .destinationBucket(s3.bucket())
        .destinationKey(draft.key.value())
        .metadataDirective(MetadataDirective.REPLACE)
        .contentType(draft.type)
        .metadata(draft.metadata())
        .cacheControl(draft.cacheControl())
        .contentDisposition(draft.contentDisposition())
        .taggingDirective(tagging == null ? null : TaggingDirective.REPLACE)
        .tagging(tagging)
        .serverSideEncryption(draft.encryption())
        .ssekmsKeyId(draft.kmsKey())
        .overrideConfiguration(draft.inherited())
        .build();
    try {
      CertainWrite write = new CertainWrite(s3, draft, source.contentLength());
      ObjectInfo info = write.run(() -> {
        var answer = s3.client().copyObject(request);
        return write.written(answer.copyObjectResult().eTag(), answer);
      });
      draft.options.sent(source.contentLength());
      return info;
    } catch (PreconditionFailedException e) {
      throw changed(from, e);
    }
  }

  private ObjectInfo inParts(ObjectKey from, HeadObjectResponse source, Draft draft) {
    MultipartUpload upload = new MultipartUpload(s3, workers, draft);
    try {
      upload.begin();
      List<CompletedPart> parts = parts(from, source, draft, upload);
      return upload.complete(new CertainWrite(s3, draft, source.contentLength()), parts);
    } finally {
      upload.abort(List.of(), () -> {});
    }
  }

  /** A plain copy takes them along by itself, unless it is given others. */
  private Map<String, String> tags(ObjectKey from, HeadObjectResponse source) {
    Map<String, String> tags = new TreeMap<>();
    @Nullable Integer count = source.tagCount();
    if (count != null && count > 0) {
      s3.ask(
              "cannot read the tags of " + from,
              client -> client.getObjectTagging(b -> b.bucket(s3.bucket()).key(from.value())))
          .tagSet()
          .forEach(tag -> tags.put(tag.key(), tag.value()));
    }
    return tags;
  }

  private List<CompletedPart> parts(
      ObjectKey from, HeadObjectResponse source, Draft draft, MultipartUpload upload) {
    long size = source.contentLength();
    long partBytes = Math.max(largestPart, (size + Parts.MAX_COUNT - 1) / Parts.MAX_COUNT);
    List<CompletedPart> parts = new ArrayList<>();
    for (long first = 0; first < size; first += partBytes) {
      long end = Math.min(size, first + partBytes);
      UploadPartCopyRequest request = UploadPartCopyRequest.builder()
          .sourceBucket(s3.bucket())
          .sourceKey(from.value())
          .copySourceIfMatch(source.eTag())
          .copySourceRange(size <= partBytes ? null : "bytes=" + first + "-" + (end - 1))
          .destinationBucket(s3.bucket())
          .destinationKey(draft.key.value())
          .uploadId(upload.id())
          .partNumber(parts.size() + 1)
          .build();
      parts.add(part(from, request));
      draft.options.sent(end);
    }
    return parts;
  }

  private CompletedPart part(ObjectKey from, UploadPartCopyRequest request) {
    try {
      return s3.ask("cannot copy " + from, client -> {
        CopyPartResult result = client.uploadPartCopy(request).copyPartResult();
        return MultipartUpload.completed(
            request.partNumber(), result.eTag(), result.checksumCRC32C());
      });
    } catch (PreconditionFailedException e) {
      throw changed(from, e);
    }
  }

  static ObjectStorageException changed(ObjectKey from, Exception cause) {
    return new ObjectStorageException(
        Reason.OBJECT_CHANGED,
        from + " was replaced while it was copied; copy it again",
        /* maybeApplied= */ false,
        cause);
  }
}
