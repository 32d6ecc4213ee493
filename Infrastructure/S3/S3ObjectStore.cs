using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using OpsFlow.Platform.Objects;

namespace OpsFlow.Infrastructure.S3;

/// <summary>Objects in a bucket of an S3-compatible store.</summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private readonly AmazonS3Client _client;
    private readonly string _bucket;

    /// <summary>Connects when first used.</summary>
    public S3ObjectStore(S3Settings settings)
    {
        _bucket = settings.Bucket!;
        var config = new AmazonS3Config
        {
            AuthenticationRegion = settings.Region,
            ForcePathStyle = settings.Endpoint is not null,
            // Other makes than Amazon's do not know the newer checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(settings.Region);
        }

        _client = settings.AccessKey is null
            ? new(config)
            : new(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), config);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(
        string key, ReadOnlyMemory<byte> bytes, string contentType, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(bytes.ToArray(), writable: false);
        await _client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = _bucket, Key = key, InputStream = content, ContentType = contentType,
                // Not every make takes a body in signed pieces.
                UseChunkEncoding = false,
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetObjectAsync(_bucket, key, cancellationToken);
            using var content = new MemoryStream();
            await response.ResponseStream.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        _client.DeleteObjectAsync(_bucket, key, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string folder, DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = _client.Paginators.ListObjectsV2(new() { BucketName = _bucket, Prefix = $"{folder}/" });
        await foreach (var found in pages.S3Objects.WithCancellation(cancellationToken))
        {
            if (found.LastModified is { } written && written.ToUniversalTime() < before.UtcDateTime)
            {
                yield return found.Key;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
