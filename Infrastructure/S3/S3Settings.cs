using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.S3;

/// <summary>A bucket of an S3-compatible store.</summary>
public sealed record S3Settings : IValidatableObject
{
    /// <summary>The bucket; null keeps objects in the data folder.</summary>
    [ConfigurationKeyName("S3_BUCKET")]
    public string? Bucket { get; init; }

    /// <summary>The endpoint; null is Amazon's.</summary>
    [ConfigurationKeyName("S3_ENDPOINT")]
    public Uri? Endpoint { get; init; }

    /// <summary>The region. Default us-east-1.</summary>
    [ConfigurationKeyName("S3_REGION")]
    public string Region { get; init; } = "us-east-1";

    /// <summary>The key's id; null takes what the machine has.</summary>
    [ConfigurationKeyName("S3_ACCESS_KEY")]
    public string? AccessKey { get; init; }

    /// <summary>The key.</summary>
    [ConfigurationKeyName("S3_SECRET_KEY")]
    public string? SecretKey { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((AccessKey is null) != (SecretKey is null))
        {
            yield return new("OPSFLOW_S3_ACCESS_KEY and OPSFLOW_S3_SECRET_KEY belong together");
        }
    }
}
