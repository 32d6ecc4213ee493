using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.Webhooks;

/// <summary>Where callbacks may go.</summary>
public sealed record CallbackSettings : IValidatableObject
{
    /// <summary>
    /// Networks that are not public and may be called all the same, such as <c>10.1.2.0/24</c>; none by default. With
    /// them, addresses without TLS may be called.
    /// </summary>
    [ConfigurationKeyName("CALLBACK_NETWORKS")]
    public string[] Networks { get; init; } = [];

    /// <summary>Whether an address may be registered.</summary>
    public bool Takes(Uri url) => url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && Networks.Length > 0));

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Networks.Any(n => !IPNetwork.TryParse(n, out _)))
        {
            yield return new("OPSFLOW_CALLBACK_NETWORKS must be networks such as 10.1.2.0/24, 10.9.0.7/32");
        }
    }
}
