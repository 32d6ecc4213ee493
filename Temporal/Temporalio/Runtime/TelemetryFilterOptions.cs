using Microsoft.Extensions.Logging;

namespace Temporalio.Runtime;

/// <summary>Which lines of the runtime's own log are written.</summary>
public class TelemetryFilterOptions : ICloneable
{
    private const string CoreTarget = "temporal";

    /// <summary>Makes a filter.</summary>
    /// <param name="filterString">Levels by target, as in <c>temporal=warn,ERROR</c>; the library's own target is
    /// <c>temporal</c>, and a level without target is for what is not named.</param>
    public TelemetryFilterOptions(string filterString) => FilterString = filterString;

    /// <summary>Makes a filter.</summary>
    /// <param name="core">The least level of the library's own lines.</param>
    /// <param name="other">The least level of what it uses.</param>
    public TelemetryFilterOptions(Level core = Level.Warn, Level other = Level.Error)
        : this($"{other},{CoreTarget}={core}".ToUpperInvariant().Replace(
            CoreTarget.ToUpperInvariant(), CoreTarget, StringComparison.Ordinal))
    {
    }

    /// <summary>Levels.</summary>
    public enum Level
    {
        /// <summary>Everything.</summary>
        Trace,

        /// <summary>What helps to find errors.</summary>
        Debug,

        /// <summary>What happens.</summary>
        Info,

        /// <summary>What is not as it should be.</summary>
        Warn,

        /// <summary>What fails.</summary>
        Error,
    }

    /// <summary>Levels by target.</summary>
    public string? FilterString { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();

    /// <summary>The least level of the library's own lines.</summary>
    internal LogLevel CoreLevel()
    {
        var result = LogLevel.None;
        foreach (var part in (FilterString ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            if (!Enum.TryParse<Level>(pair[^1], ignoreCase: true, out var level))
            {
                throw new ArgumentException($"'{part}' is no filter");
            }

            var isCore = pair.Length == 2 && pair[0].StartsWith(CoreTarget, StringComparison.Ordinal);
            if (isCore || (pair.Length == 1 && result == LogLevel.None))
            {
                result = (LogLevel)level;
            }

            if (isCore)
            {
                return result;
            }
        }

        return result;
    }
}
