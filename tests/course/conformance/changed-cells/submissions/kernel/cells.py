# %% metadata={"kernelspec": {"name": "julia-1.9", "display_name": "Julia", "language": "julia"}, "language_info": {"name": "julia"}}
