namespace OpsFlow.Platform.Settings;

/// <summary>The schemes that a URL may have; without it, http and https.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UrlSchemesAttribute(params string[] schemes) : Attribute
{
    /// <summary>The schemes, in lower case.</summary>
    public IReadOnlyList<string> Schemes => schemes;
}
