using Microsoft.Extensions.DependencyInjection;

namespace Temporalio.Extensions.Hosting;

/// <summary>The service scope of the running activity, for scoped and transient activities.</summary>
public static class ActivityScope
{
    private static readonly AsyncLocal<IServiceScope?> CurrentScope = new();
    private static readonly AsyncLocal<object?> CurrentInstance = new();

    /// <summary>The scope; an interceptor may set it before the activity runs, and then has to dispose it.</summary>
    public static IServiceScope? ServiceScope
    {
        get => CurrentScope.Value;
        set => CurrentScope.Value = value;
    }

    /// <summary>The activity's instance; an interceptor may set it before the activity runs.</summary>
    public static object? ScopedInstance
    {
        get => CurrentInstance.Value;
        set => CurrentInstance.Value = value;
    }
}
