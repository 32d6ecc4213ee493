namespace Temporalio.Activities;

/// <summary>Marks a method as an activity. It is not inherited: an override repeats it.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ActivityAttribute : Attribute
{
    /// <summary>Names the activity after the method; a task method drops a trailing <c>Async</c>.</summary>
    public ActivityAttribute()
    {
    }

    /// <summary>Names the activity.</summary>
    /// <param name="name">The activity type name.</param>
    public ActivityAttribute(string name) => Name = name;

    /// <summary>The given name, or null for the default.</summary>
    public string? Name { get; }

    /// <summary>Whether the activity takes every type that has no definition of its own.</summary>
    public bool Dynamic { get; set; }
}
