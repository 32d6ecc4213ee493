namespace Temporalio.Worker.Tuning;

/// <summary>How many polls run at once.</summary>
public abstract class PollerBehavior
{
    private protected PollerBehavior()
    {
    }

    /// <summary>Always the same number.</summary>
    public sealed class SimpleMaximum : PollerBehavior
    {
        /// <summary>Makes the behaviour.</summary>
        /// <param name="maximum">The number of polls.</param>
        public SimpleMaximum(int maximum) => Maximum = maximum;

        /// <summary>The number of polls.</summary>
        public int Maximum { get; }
    }

    /// <summary>A number that follows what the server advises; without advice it stays.</summary>
    public sealed class Autoscaling : PollerBehavior
    {
        /// <summary>Makes the behaviour.</summary>
        /// <param name="minimum">The lowest number of polls.</param>
        /// <param name="maximum">The highest number of polls.</param>
        /// <param name="initial">The number of polls at the start.</param>
        public Autoscaling(int minimum = 1, int maximum = 100, int initial = 5)
        {
            Minimum = minimum;
            Maximum = maximum;
            Initial = initial;
        }

        /// <summary>The lowest number of polls.</summary>
        public int Minimum { get; }

        /// <summary>The highest number of polls.</summary>
        public int Maximum { get; }

        /// <summary>The number of polls at the start.</summary>
        public int Initial { get; }
    }
}
