using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>Options of a continued run; what is not set stays as it is.</summary>
public class ContinueAsNewOptions : ICloneable
{
    /// <summary>The task queue.</summary>
    public string? TaskQueue { get; set; }

    /// <summary>The longest time of the run.</summary>
    public TimeSpan? RunTimeout { get; set; }

    /// <summary>The longest time of one workflow task.</summary>
    public TimeSpan? TaskTimeout { get; set; }

    /// <summary>The wait before the first workflow task of the continued run.</summary>
    public TimeSpan? BackoffStartInterval { get; set; }

    /// <summary>How the server retries.</summary>
    public RetryPolicy? RetryPolicy { get; set; }

    /// <summary>The memo.</summary>
    public IReadOnlyDictionary<string, object>? Memo { get; set; }

    /// <summary>The search attributes.</summary>
    public SearchAttributeCollection? TypedSearchAttributes { get; set; }

    /// <summary>Which worker version the continued run starts on.</summary>
    public InitialVersioningBehavior? InitialVersioningBehavior { get; set; }

    /// <summary>Makes a shallow copy.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone() => MemberwiseClone();
}
