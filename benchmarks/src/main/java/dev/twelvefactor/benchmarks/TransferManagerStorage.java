// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.DownloadRequest;

/** The transfer manager of the AWS SDK on its client of Netty; what it lacks, by that client. */
final class TransferManagerStorage implements StorageStack {

  private final ExecutorService readers = Executors.newCachedThreadPool();
  private final Place place;
  private final S3AsyncClient client;
  private final S3TransferManager transfers;

  TransferManagerStorage(Place place) {
    this.place = place;
    this.client = S3AsyncClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(SdkStorage.credentials(place))
        .endpointOverride(URI.create(place.endpoint()))
        .forcePathStyle(true)
        .multipartEnabled(true)
        .build();
    this.transfers = S3TransferManager.builder().s3Client(client).build();
  }

  @Override
  public Object put(String key, byte[] content) {
    return put(key, AsyncRequestBody.fromBytes(content));
  }

  private Object put(String key, AsyncRequestBody body) {
    return transfers
        .upload(upload ->
            upload.putObjectRequest(b -> b.bucket(place.bucket()).key(key)).requestBody(body))
        .completionFuture()
        .join();
  }

  @Override
  public byte[] get(String key) {
    return transfers
        .download(DownloadRequest.builder()
            .getObjectRequest(b -> b.bucket(place.bucket()).key(key))
            .responseTransformer(AsyncResponseTransformer.toBytes())
            .build())
        .completionFuture()
        .join()
        .result()
        .asByteArrayUnsafe();
  }

  @Override
  public Object head(String key) {
    return client.headObject(b -> b.bucket(place.bucket()).key(key)).join();
  }

  @Override
  public Object put(String key, InputStream in, long length) {
    return put(key, AsyncRequestBody.fromInputStream(in, length, readers));
  }

  @Override
  public Object put(String key, InputStream in) {
    return put(key, AsyncRequestBody.fromInputStream(in, null, readers));
  }

  @Override
  public Object presign(String key) {
    throw new UnsupportedOperationException("there is no such operation");
  }

  @Override
  public void close() {
    transfers.close();
    client.close();
    readers.shutdown();
  }
}
