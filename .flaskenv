# Read by `.venv/bin/flask …` in a working copy: which application, and a secret kept in instance/.
# A real instance writes FLASK_DEBUG=0 in its .env, which wins over this file (see .env.example).
FLASK_APP=wsgi
FLASK_DEBUG=1
