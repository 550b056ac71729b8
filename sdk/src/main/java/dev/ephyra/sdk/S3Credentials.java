package dev.ephyra.sdk;

/**
 * What the server uploads with to a bucket. {@link #toString()} does not show the secret key.
 *
 * @param accessKeyId public half of the key
 * @param secretAccessKey a secret
 * @param region as in {@code eu-central-1}
 * @param bucket its name
 */
public record S3Credentials(String accessKeyId, String secretAccessKey, String region, String bucket) {
    @Override
    public String toString() {
        return "S3Credentials[accessKeyId=" + accessKeyId + ", secretAccessKey=***, region=" + region + ", bucket="
                + bucket + "]";
    }
}
