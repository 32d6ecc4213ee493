using System.Text.Json.Serialization;

namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>How bad an error is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnalysisSeverity>))]
public enum AnalysisSeverity
{
    /// <summary>Cosmetic or expected.</summary>
    Low,

    /// <summary>Single requests fail.</summary>
    Medium,

    /// <summary>A function of the application fails.</summary>
    High,

    /// <summary>The application is down or data is at risk.</summary>
    Critical,
}
